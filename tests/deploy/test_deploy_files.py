"""The container file, the compose file and the systemd unit hold what README and docs/deploy say of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.app.settings import Settings
from tests.deploy.plain_yaml import Yaml, read_yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
UNIT = (DEPLOY / "rasid.service").read_text("utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
NUMBER = "10001"


def instructions(word: str) -> list[str]:
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    return re.findall(rf"^{word} (.+)$", joined, re.MULTILINE)


def at(value: Yaml, *keys: str) -> Yaml:
    for key in keys:
        assert isinstance(value, dict), key
        value = value[key]
    return value


def texts(value: Yaml) -> list[str]:
    assert isinstance(value, list)
    assert all(isinstance(item, str) for item in value)
    return [str(item) for item in value]


def compose(*keys: str) -> Yaml:
    return at(read_yaml(COMPOSE), *keys)


def rasid(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**clean, **environ}, capture_output=True, text=True, check=False)


def unit_values(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", UNIT, re.MULTILINE)


def test_hadolint_has_nothing_to_say() -> None:
    done = subprocess.run(["hadolint", "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_is_built_in_one_stage_and_run_in_another_on_a_named_version() -> None:
    assert instructions("FROM") == ["${BASE} AS build", "${BASE}"]
    (base,) = instructions("ARG")
    assert re.fullmatch(r"BASE=python:3\.\d+-slim-\w+", base)
    assert tuple(map(int, re.findall(r"\d+", base)[:2])) >= (3, 11)
    assert "latest" not in DOCKERFILE


def test_everything_is_installed_from_hashes_and_nothing_is_fetched_by_address() -> None:
    installing = [part for run in instructions("RUN") for part in run.split("&&") if "pip install" in part]
    assert len(installing) == 2
    assert "--require-hashes -r requirements.txt" in installing[0]
    assert "--no-deps --no-build-isolation ." in installing[1]
    assert instructions("ADD") == []
    assert not re.search(r"https?://|index-url|trusted-host|curl|wget", DOCKERFILE)


def test_what_only_builds_is_taken_out_again() -> None:
    """The build backend and what it alone needs, by the lock; and pip."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    needs: dict[str, set[str]] = {}
    for package in lock["package"]:
        wanted = {need["name"] for need in package.get("dependencies", [])}
        needs[package["name"]] = needs.get(package["name"], set()) | wanted
    (own,) = (package for package in lock["package"] if package["name"] == "rasid")

    def all_of(names: set[str]) -> set[str]:
        more = names.union(*(needs[name] for name in names))
        return names if more == names else all_of(more)

    building = all_of({need["name"] for need in own["dev-dependencies"]["build"]}) - all_of(needs["rasid"])
    (removed,) = re.findall(r"pip uninstall --yes ([\w -]+?) +&&", instructions("RUN")[1])
    assert set(removed.split()) == building | {"pip", "setuptools"}


def test_the_build_gets_what_the_wheel_packs() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    stage = DOCKERFILE.split("\nFROM ")[1]
    copied = {name for line in re.findall(r"^COPY (.+)$", stage, re.MULTILINE) for name in line.split()[:-1]}
    assert {*build["packages"], *build["force-include"], "pyproject.toml", "LICENSE", "README.md"} <= copied


def test_only_what_the_build_copies_is_sent_to_it() -> None:
    first, *rules = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert first == "*"
    allowed = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {name for line in instructions("COPY") if "--from" not in line for name in line.split()[:-1]}
    assert allowed == copied
    assert {rule for rule in rules if not rule.startswith("!")} >= {"**/__pycache__"}


def test_it_runs_as_a_number_that_owns_nothing_but_data() -> None:
    assert instructions("USER") == [f"{NUMBER}:{NUMBER}"]
    assert [run for run in instructions("RUN") if NUMBER in run] == [f"install -d -o {NUMBER} -g {NUMBER} -m 0750 /data"]
    assert not [line for line in instructions("COPY") if "--chown" in line or "--chmod" in line]
    assert instructions("VOLUME") == ["/data"]
    # A number without a name has no home unless it is told, and slack_sdk asks for one at import.
    assert "HOME=/data" in instructions("ENV")[0]


@pytest.mark.parametrize("instruction", ["HEALTHCHECK", "CMD", "ENTRYPOINT"])
def test_its_commands_are_lists(instruction: str) -> None:
    (line,) = instructions(instruction)
    assert re.search(r"\[.*\]$", line)


def test_the_commands_of_every_file_are_known_to_rasid(tmp_path: Path) -> None:
    health = re.search(r'CMD \["rasid", "(\w+)", "--config", "/etc/rasid"\]', instructions("HEALTHCHECK")[0])
    started = re.fullmatch(r'\["(\w+)", "--config", "/etc/rasid"\]', instructions("CMD")[0])
    service = re.fullmatch(r"/opt/rasid/\.venv/bin/rasid (\w+) --config /etc/rasid", unit_values("ExecStart")[0])
    assert health
    assert started
    assert service
    assert (health[1], started[1], service[1]) == ("health", "run", "run")
    for name in sorted({health[1], started[1], service[1], "claim", "demo", "check"}):
        help_text = rasid(name, "--help")
        assert help_text.returncode == 0
        assert "--config" in help_text.stdout or name == "demo"


def test_a_configuration_that_cannot_be_used_ends_with_the_code_that_is_not_tried_again() -> None:
    assert unit_values("RestartPreventExitStatus") == ["2"]
    assert rasid("run", RASID_FETCH__INTERVAL="soon").returncode == 2


def test_compose_closes_the_bot_in() -> None:
    assert compose("services", "rasid", "read_only") == "true"
    assert compose("services", "rasid", "cap_drop") == ["ALL"]
    assert compose("services", "rasid", "security_opt") == ["no-new-privileges:true"]
    assert compose("services", "rasid", "mem_limit") == "512m"
    (tmpfs,) = texts(compose("services", "rasid", "tmpfs"))
    assert tmpfs.startswith("/tmp:")
    assert "data:/data" in texts(compose("services", "rasid", "volumes"))
    assert "./config:/etc/rasid:ro" in texts(compose("services", "rasid", "volumes"))
    service = compose("services", "rasid")
    assert isinstance(service, dict)
    assert not {"ports", "privileged", "user", "network_mode", "cap_add"} & set(service)


def test_compose_is_sqlite_and_postgresql_is_a_profile() -> None:
    assert compose("services", "rasid", "environment", "RASID_DATABASE__URL") == (
        "${RASID_DATABASE__URL:-sqlite:////data/rasid.db}"
    )
    assert compose("services", "postgresql", "profiles") == ["postgresql"]
    assert compose("services", "postgresql", "cap_drop") == ["ALL"]
    # Without the profile the bot must not wait for it.
    assert compose("services", "rasid", "depends_on", "postgresql", "required") == "false"
    assert compose("volumes") == {"data": "", "postgresql": ""}
    for service in ("rasid", "postgresql"):
        image = str(compose("services", service, "image"))
        assert ":" in image
        assert not image.endswith(":latest")


def test_compose_passes_on_only_what_is_set() -> None:
    """An empty token is not the same as none: `rasid check` refuses it."""
    environment = compose("services", "rasid", "environment")
    assert isinstance(environment, dict)
    assert {name for name, value in environment.items() if value == ""} >= {
        "RASID_TELEGRAM__TOKEN",
        "RASID_SLACK__BOT_TOKEN",
        "RASID_SLACK__APP_TOKEN",
        "RASID_OWNERS",
    }
    assert not [name for name, value in environment.items() if str(value).endswith(":-}")]


def test_every_variable_of_compose_is_a_setting() -> None:
    environment = compose("services", "rasid", "environment")
    assert isinstance(environment, dict)
    for name in environment:
        section, _, key = name.removeprefix("RASID_").lower().partition("__")
        field = Settings.model_fields[section]
        assert not key or key in field.annotation.model_fields  # type: ignore[union-attr]


def test_no_file_holds_a_secret() -> None:
    for service in ("rasid", "postgresql"):
        environment = compose("services", service, "environment")
        assert isinstance(environment, dict)
        for name, value in environment.items():
            assert value == "" or str(value).startswith("${"), name
    for path in [ROOT / "Dockerfile", ROOT / "compose.yaml", *DEPLOY.iterdir()]:
        assert not re.search(r"xox[bp]-\d|xapp-\d|\d{8,}:AA\w{30}|password: *\w", path.read_text("utf-8")), path


@pytest.mark.parametrize(
    "line",
    [
        "DynamicUser=yes",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "ProtectProc=invisible",
        "ProcSubset=pid",
        "ProtectKernelLogs=yes",
        "ProtectKernelModules=yes",
        "ProtectKernelTunables=yes",
        "ProtectControlGroups=yes",
        "ProtectClock=yes",
        "ProtectHostname=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "PrivateUsers=yes",
        "LockPersonality=yes",
        "MemoryDenyWriteExecute=yes",
        "RestrictNamespaces=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service",
        "SystemCallFilter=~@privileged @resources",
        "UMask=0077",
        "MemoryMax=512M",
        "StateDirectory=rasid",
    ],
)
def test_the_unit_closes_the_bot_in(line: str) -> None:
    assert line in UNIT.splitlines()


def test_the_unit_keeps_its_database_where_it_may_write() -> None:
    assert "RASID_DATABASE__URL=sqlite:////var/lib/rasid/rasid.db" in unit_values("Environment")
    assert unit_values("WorkingDirectory") == ["/var/lib/rasid"]
    assert not re.search(r"^(User|Environment=.*(TOKEN|PASSWORD))", UNIT, re.MULTILINE)


def test_the_time_to_stop_covers_sends_under_way() -> None:
    stopping = int(unit_values("TimeoutStopSec")[0])
    assert compose("services", "rasid", "stop_grace_period") == f"{stopping}s"
    wiring = (ROOT / "bot" / "app" / "wiring.py").read_text("utf-8")
    patience = re.search(r"^_PATIENCE = ([\d.]+)$", wiring, re.MULTILINE)
    assert patience
    # Once for the stages, once for the sends they began.
    assert stopping > 2 * float(patience[1])


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    lines = [line for line in UNIT.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"\[(Unit|Service|Install)\]|[A-Z]\w+=.*", line)] == []
    if shutil.which("systemd-analyze") is not None:
        unit = tmp_path / "rasid.service"
        unit.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT), "utf-8")
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_pages_name_no_place_of_this_machine() -> None:
    for page in DEPLOY.glob("*.md"):
        text = page.read_text("utf-8")
        assert not re.search(r"/tmp/\w|/work\b|[^.\w]/root/|/home/|pypi", text), page


def test_every_file_the_pages_link_to_is_there() -> None:
    pages = list(DEPLOY.glob("*.md"))
    assert {page.name for page in pages} == {"container.md", "postgresql.md", "proxy.md", "tried.md"}
    for page in pages:
        for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), (page.name, link)


@pytest.mark.parametrize("text", ["a: 1\na: 2", "a:\n  b: {c: d}", "a: |\n  b", "just words", "a: &x b", "a: b\n   c: d"])
def test_the_yaml_reader_refuses_what_it_does_not_know(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_yaml(text)
