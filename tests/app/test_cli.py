import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app.cli import main

ROOT = Path(__file__).parent.parent.parent
COMMANDS = (
    *("run", "console", "check", "claim", "health", "demo", "match", "stories", "summarize", "parse", "opml", "eval", "bench"),
)


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("RASID_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"example:\n  {'RASID' if command == 'run' else f'rasid {command}'}" in capsys.readouterr().out


def test_an_unknown_command_ends_with_2() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fly"])
    assert ended.value.code == 2


def test_check_says_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--config", str(ROOT / "config")]) == 0
    said = capsys.readouterr().out
    assert "51 feeds" in said
    assert "Telegram: off" in said


def test_check_names_a_token_of_the_wrong_shape_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RASID_TELEGRAM__TOKEN", "canary")
    assert main(["check", "--config", str(ROOT / "config")]) == 2
    said = capsys.readouterr()
    assert "RASID_TELEGRAM__TOKEN" in said.err
    assert "Telegram: not usable as it is set" in said.out
    assert "canary" not in said.err + said.out


def test_check_names_the_token_that_slack_lacks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("RASID_SLACK__BOT_TOKEN", "xoxb-1234567890-abcdef")
    assert main(["check", "--config", str(ROOT / "config")]) == 2
    assert "RASID_SLACK__APP_TOKEN: is missing" in capsys.readouterr().err


def test_check_names_a_variable_that_is_misspelled(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("RASID_TELGRAM__TOKEN", "x")
    monkeypatch.setenv("RASID_FETCH__PROXY", "http://proxy:3128")
    monkeypatch.setenv("RASID_TELEGRAM__TOKEN_FILE", "")
    assert main(["check", "--config", str(ROOT / "config")]) == 2
    said = capsys.readouterr().err
    assert "RASID_TELGRAM__TOKEN: no such setting" in said
    assert said.count("no such setting") == 1


def test_check_names_file_key_reason_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "a"\nname = "A"\nurl = "a.example"\n', encoding="utf-8")
    assert main(["check", "--config", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path / 'feeds.toml'}, line 4: feed.url:" in said
    assert "https://" in said


def test_run_without_any_token_says_which_to_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--config", str(tmp_path)]) == 2
    assert "RASID_TELEGRAM__TOKEN" in capsys.readouterr().err


def test_a_configuration_folder_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--config", "/nowhere"]) == 2
    assert "/nowhere" in capsys.readouterr().err


def test_a_database_that_cannot_be_opened_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RASID_DATABASE__URL", "postgresql://rasid:canary@127.0.0.1:9/rasid")
    assert main(["claim", "--config", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "127.0.0.1" in said
    assert "canary" not in said


def test_a_claim_is_printed_to_be_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RASID_DATABASE__URL", f"sqlite:///{tmp_path / 'data' / 'rasid.db'}")
    assert main(["claim", "--config", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "\n  claim " in said
    assert str(tmp_path / "data" / "rasid.db") in said


def test_health_of_nobody_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bot.toml").write_text("[health]\nport = 9\n", encoding="utf-8")
    assert main(["health", "--config", str(tmp_path)]) == 1
    assert "no answer at 127.0.0.1:9" in capsys.readouterr().err


def test_output_into_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-c", f'{sys.executable} -m bot check --config config | head -c 1 > /dev/null; exit "${{PIPESTATUS[0]}}"'],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode in {0, -13}
    assert "Traceback" not in done.stderr
