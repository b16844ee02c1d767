"""The commands of W3C WebDriver, which Marionette carries in frames of its own and WebKitWebDriver over HTTP."""

import time
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Answer = TypeVar("Answer")
# A command's name as Marionette has it, its parameters, and what it answers. An error answer raises.
Send = Callable[[str, dict[str, Any]], Any]

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Tab": "\ue004", "Enter": "\ue007", " ": "\ue00d", "ArrowLeft": "\ue012", "ArrowRight": "\ue014"}
START_S = 60
EVALUATE = """
const done = arguments[arguments.length - 1];
const values = Array.from(arguments).slice(0, -1);
Promise.resolve().then(() => (%s)(...values)).then(
  (value) => done({ value }), (error) => done({ error: `${error}` }));
"""


class WebDriver:
    """An Engine, but for its complaints."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def open(self, address: str) -> None:
        # Only the fragment may differ, and then nothing would be loaded.
        self._send("Navigate", {"url": "about:blank"})
        self._send("Navigate", {"url": address})

    def evaluate(self, function: str, *values: Any) -> Any:
        answer = self._send("ExecuteAsyncScript", {"script": EVALUATE % function, "args": list(values)})
        assert "error" not in answer, f"{answer['error']} in {function}"
        return answer.get("value")

    def click(self, css: str) -> None:
        # WebKit's driver calls a page that is still being laid out "not interactable".
        give_up = time.monotonic() + START_S
        while True:
            try:
                self._send("ElementClick", {"id": self._find(css)})
                return
            except AssertionError as refused:
                if "not interactable" not in str(refused) or time.monotonic() > give_up:
                    raise
            time.sleep(0.1)

    def press(self, *keys: str) -> None:
        strokes = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        self._send("PerformActions", {"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]})

    def screenshot(self, css: str) -> bytes:
        return b64decode(self._send("TakeScreenshot", {"id": self._find(css), "full": False}))

    def _find(self, css: str) -> str:
        found = self._send("FindElement", {"using": "css selector", "value": css})
        # Marionette wraps what is no object.
        return found.get("value", found)[ELEMENT]


def retried(ask: Callable[[], Answer], log: Path, *while_raised: type[Exception]) -> Answer:
    """The answer of `ask`, asked again until what it asks has started; `log` is what that had to say."""
    give_up = time.monotonic() + START_S
    while True:
        try:
            return ask()
        except while_raised as error:
            if time.monotonic() > give_up:
                raise AssertionError(f"it does not start: {log.read_text()}") from error
            time.sleep(0.05)
