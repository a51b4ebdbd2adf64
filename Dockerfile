# Builds the locked set into one virtual environment, then copies that alone into a slim image.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY requirements.txt ./
RUN python -m venv /opt/rasid \
 && /opt/rasid/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
RUN /opt/rasid/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
 && /opt/rasid/bin/pip uninstall --yes hatchling pip \
 && /opt/rasid/bin/python -m compileall -q /opt/rasid

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="Rasid" org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/rasid/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    RASID_DATABASE__URL=sqlite:////data/rasid.db
COPY --from=build /opt/rasid /opt/rasid
COPY config /etc/rasid
# The code belongs to root; the bot runs as a number that owns only /data.
RUN mkdir /data && chown 10001:10001 /data
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s CMD ["rasid", "health", "--config", "/etc/rasid"]
ENTRYPOINT ["rasid"]
CMD ["run", "--config", "/etc/rasid"]
