import os
from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from bot.app.pacing import pacing_of
from bot.app.settings import ConfigProblem, Settings, load_settings


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("RASID_"):
            monkeypatch.delenv(name)


def written(folder: Path, text: str) -> Path:
    (folder / "bot.toml").write_text(text, encoding="utf-8")
    return folder


def problem(folder: Path) -> ConfigProblem:
    with pytest.raises(ConfigProblem) as caught:
        load_settings(folder)
    return caught.value


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, 'display_name = "Watcher"\n[telegram]\nbase_url = "http://file/bot"\ndoubt = "hold"\n')
    monkeypatch.setenv("RASID_TELEGRAM__BASE_URL", "http://environment/bot")
    settings = load_settings(tmp_path)
    assert (settings.display_name, settings.telegram.doubt) == ("Watcher", "hold")
    assert settings.telegram.base_url == "http://environment/bot"


def test_lists_come_from_the_environment_with_commas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_OWNERS", "telegram:111, slack:U0123")
    monkeypatch.setenv("RASID_FETCH__ALLOW_HOSTS", "127.0.0.1:8000,feeds.internal")
    settings = load_settings(tmp_path)
    assert settings.owners == ("telegram:111", "slack:U0123")
    assert settings.fetch.allow_hosts == ("127.0.0.1:8000", "feeds.internal")


def test_a_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    found = problem(written(tmp_path, 'display_name = "Rasid"\nlanguage = ar\n'))
    assert found.where.endswith("bot.toml")
    assert found.line == 2


def test_a_wrong_key_names_file_key_and_line(tmp_path: Path) -> None:
    found = problem(written(tmp_path, "[fetch]\ninterval = 300\nintervall = 60\n"))
    assert (found.key, found.line, found.reason) == ("fetch.intervall", 3, "no such setting")


def test_a_wrong_value_names_key_reason_and_line(tmp_path: Path) -> None:
    found = problem(written(tmp_path, 'time_zone = "Beirut"\n'))
    assert (found.key, found.line) == ("time_zone", 1)
    assert "Asia/Beirut" in found.reason


def test_a_wrong_owner_in_the_environment_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_OWNERS", "admin")
    assert problem(tmp_path).key == "RASID_OWNERS"


def test_a_token_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    found = problem(written(tmp_path, '[telegram]\ntoken = "123:canary"\n'))
    assert (found.key, found.line) == ("telegram.token", 2)
    assert "RASID_TELEGRAM__TOKEN" in found.reason
    assert "canary" not in str(found)


def test_a_secret_may_come_from_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "token"
    secret.write_text("123:abc\n", encoding="utf-8")
    secret.chmod(0o600)
    monkeypatch.setenv("RASID_TELEGRAM__TOKEN_FILE", str(secret))
    token = load_settings(tmp_path).telegram.token
    assert token is not None
    assert token.get_secret_value() == "123:abc"


def test_a_secret_that_everybody_can_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "token"
    secret.write_text("123:abc", encoding="utf-8")
    secret.chmod(0o644)
    monkeypatch.setenv("RASID_TELEGRAM__TOKEN_FILE", str(secret))
    assert "chmod 600" in problem(tmp_path).reason


def test_a_missing_secret_file_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_SLACK__BOT_TOKEN_FILE", str(tmp_path / "nowhere"))
    assert problem(tmp_path).where == "RASID_SLACK__BOT_TOKEN_FILE"


def test_settings_show_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RASID_TELEGRAM__TOKEN", "123:canary")
    monkeypatch.setenv("RASID_DATABASE__URL", "postgresql://rasid:canary@localhost/rasid")
    assert "canary" not in repr(load_settings(tmp_path))


def test_an_empty_variable_counts_as_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_SLACK__BOT_TOKEN", "")
    monkeypatch.setenv("RASID_OWNERS", "")
    assert load_settings(tmp_path).slack.bot_token is None


def test_every_password_is_among_the_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_TELEGRAM__TOKEN", "123:abc")
    monkeypatch.setenv("RASID_DATABASE__URL", "postgresql://rasid:pass-one@localhost/rasid")
    monkeypatch.setenv("RASID_FETCH__PROXY", "http://user:pass-two@proxy:3128")
    assert set(load_settings(tmp_path).secrets()) == {"123:abc", "pass-one", "pass-two"}


def test_authorities_are_files_of_certificates(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.pem", tmp_path / "bad.pem"
    trustme.CA().cert_pem.write_to_path(str(good))
    bad.write_text("no certificate", encoding="utf-8")
    assert load_settings(written(tmp_path, f'[fetch]\nauthorities = ["{good}"]\n')).fetch.authorities == (str(good),)
    for name, reason in ((bad, "holds no certificate"), (tmp_path / "none.pem", "cannot be read")):
        found = problem(written(tmp_path, f'[fetch]\nauthorities = ["{good}", "{name}"]\n'))
        assert (found.key, found.line) == ("fetch.authorities", 2)
        assert str(name) in found.reason
        assert reason in found.reason


def test_slack_listens_where_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_SLACK__BOT_TOKEN", "xoxb-1")
    assert not load_settings(tmp_path).slack.complete
    monkeypatch.setenv("RASID_SLACK__LISTEN", "[::1]:3000")
    assert not load_settings(tmp_path).slack.over_http, "no secret, no HTTP"
    monkeypatch.setenv("RASID_SLACK__SIGNING_SECRET", "canary")
    slack = load_settings(tmp_path).slack
    assert (slack.complete, slack.over_http, slack.place) == (True, True, ("::1", 3000))
    assert "canary" in load_settings(tmp_path).secrets()


@pytest.mark.parametrize("place", ["3000", ":3000", "localhost:", "localhost:99999", "localhost:http", "localhost:٣"])
def test_a_place_to_listen_is_a_host_and_a_port(tmp_path: Path, place: str) -> None:
    found = problem(written(tmp_path, f'[slack]\nlisten = "{place}"\n'))
    assert (found.key, found.line) == ("slack.listen", 2)


def test_the_signing_secret_does_not_stand_in_a_file(tmp_path: Path) -> None:
    found = problem(written(tmp_path, '[slack]\nsigning_secret = "canary"\n'))
    assert (found.key, found.line) == ("slack.signing_secret", 2)
    assert "RASID_SLACK__SIGNING_SECRET" in found.reason
    assert "canary" not in str(found)


@pytest.mark.parametrize("url", ["https://rasid.example/telegram", "https://rasid.example:8443"])
def test_a_webhook_has_a_public_address_and_a_place_to_listen(tmp_path: Path, url: str) -> None:
    text = f'[telegram]\nwebhook_url = "{url}"\nwebhook_listen = "[::1]:3001"\n'
    telegram = load_settings(written(tmp_path, text)).telegram
    assert (telegram.webhook_url, telegram.place) == (url, ("::1", 3001))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("webhook_url", "http://rasid.example/telegram"),
        ("webhook_url", "rasid.example"),
        ("webhook_url", "https://user:secret@rasid.example/"),
        ("webhook_url", "https://"),
        ("webhook_listen", "8443"),
        ("webhook_listen", ""),
    ],
)
def test_what_is_no_webhook_is_refused(tmp_path: Path, key: str, value: str) -> None:
    found = problem(written(tmp_path, f'[telegram]\n{key} = "{value}"\n'))
    assert (found.key, found.line) == (f"telegram.{key}", 2)


def test_how_much_a_chat_is_told_one_by_one_is_the_operators_to_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (Settings().alerts.overload, Settings().alerts.overload_minutes) == (20, 10)
    written(tmp_path, "[alerts]\noverload = 0\noverload_minutes = 30\n")
    monkeypatch.setenv("RASID_ALERTS__OVERLOAD_MINUTES", "5")
    alerts = load_settings(tmp_path).alerts
    pacing = pacing_of(load_settings(tmp_path))
    assert (alerts.overload, pacing.overload, pacing.within) == (0, 0, timedelta(minutes=5))
    monkeypatch.setenv("RASID_ALERTS__OVERLOAD_MINUTES", "0")
    assert problem(tmp_path).key == "RASID_ALERTS__OVERLOAD_MINUTES"
