# Builds the locked set into one virtual environment, then copies that alone into a slim image.
# Any base will do that has Python 3.11 or newer with its venv:  docker build --build-arg BASE=… .
ARG BASE=python:3.13-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
COPY requirements.txt ./
RUN python3 -m venv /opt/rasid \
 && /opt/rasid/bin/pip install --no-cache-dir --no-compile --disable-pip-version-check --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY config ./config
COPY bot ./bot
# What only builds does not travel. The code is compiled here, since nobody may write beside it later.
RUN /opt/rasid/bin/pip install --no-cache-dir --no-compile --disable-pip-version-check --no-deps --no-build-isolation . \
 && /opt/rasid/bin/pip uninstall --yes hatchling pathspec pluggy tomlkit trove-classifiers pip setuptools \
 && /opt/rasid/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/rasid/lib

FROM ${BASE}
LABEL org.opencontainers.image.title="Rasid" \
      org.opencontainers.image.description="Watches Arabic and English news feeds and tells each chat once per event" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/rasid/bin:$PATH \
    HOME=/data \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RASID_DATABASE__URL=sqlite:////data/rasid.db
COPY --from=build /opt/rasid /opt/rasid
COPY config /etc/rasid
# Code and configuration belong to root; the bot runs as a number that owns /data and nothing else.
RUN install -d -o 10001 -g 10001 -m 0750 /data
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["rasid", "health", "--config", "/etc/rasid"]
ENTRYPOINT ["rasid"]
CMD ["run", "--config", "/etc/rasid"]
