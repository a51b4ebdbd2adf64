import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.app.logs import configure_logging


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_secret_shows_in_no_line_not_even_in_a_traceback(stream: io.StringIO) -> None:
    configure_logging("json", "info", ["123:canary"], stream)
    log = structlog.get_logger()
    log.info("sent", url="https://api/bot123:canary/send")
    try:
        int("https://api/bot123:canary/")
    except ValueError:
        log.exception("failed")
    logging.getLogger("some.library").warning("GET %s", "https://api/bot123:canary/getMe")
    assert "canary" not in stream.getvalue()
    assert stream.getvalue().count("[hidden]") >= 3


def test_json_lines_are_json(stream: io.StringIO) -> None:
    configure_logging("json", "info", [], stream)
    structlog.get_logger().info("feed.read", feed="الجزيرة", entries=3)
    [row] = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (row["event"], row["feed"], row["entries"], row["level"]) == ("feed.read", "الجزيرة", 3, "info")


def test_the_http_client_does_not_log_addresses(stream: io.StringIO) -> None:
    configure_logging("text", "info", [], stream)
    logging.getLogger("httpx").info("HTTP Request: POST https://api/bot1:x/getMe")
    assert stream.getvalue() == ""
