"""The form of log lines: what programs and people read when something goes wrong."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from mediasvc.logs import configure


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Puts the process's own logging back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_every_line_is_one_json_value_with_what_is_bound(capsys: pytest.CaptureFixture[str]) -> None:
    configure(as_json=True)
    structlog.contextvars.bind_contextvars(build="b1", seminar="s1")
    structlog.get_logger().info("step done", step="mux", title="two\nlines «محاضرة»")
    logging.getLogger("somebody.else").warning("disk %s", "full")
    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["step"], ours["build"], ours["seminar"]) == ("step done", "mux", "b1", "s1")
    assert ours["title"] == "two\nlines «محاضرة»"
    assert (theirs["event"], theirs["level"], theirs["build"]) == ("disk full", "warning", "b1")
    assert ours["timestamp"].endswith("Z")


def test_an_error_has_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure(as_json=True)
    try:
        raise ZeroDivisionError("oh")
    except ZeroDivisionError:
        structlog.get_logger().exception("defect")
    [line] = capsys.readouterr().err.splitlines()
    assert "ZeroDivisionError" in json.dumps(json.loads(line)["exception"])


def test_no_value_of_a_variable_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    configure(as_json=True)

    def fail(token: str) -> None:
        raise ZeroDivisionError(f"{len(token)} characters")

    try:
        fail(token="mediasvc_secret")
    except ZeroDivisionError:
        structlog.get_logger().exception("defect")
        logging.getLogger("uvicorn.error").exception("defect")
    assert "mediasvc_secret" not in capsys.readouterr().err


def test_people_read_lines_of_text_and_only_what_matters(capsys: pytest.CaptureFixture[str]) -> None:
    configure(as_json=False, level=logging.WARNING)
    structlog.get_logger().info("a detail")
    structlog.get_logger().warning("child died", child="worker")
    said = capsys.readouterr().err
    assert "a detail" not in said
    assert "child died" in said
    assert "child=worker" in said


def test_libraries_that_tell_everything_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    configure(as_json=True)
    logging.getLogger("botocore.hooks").info("every header")
    assert capsys.readouterr().err == ""
