"""WebKitGTK's own small browser, by WebKitWebDriver, on a screen that nobody sees."""

import os
import socket
import subprocess
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from .sound import loudspeaker
from .webdriver import Send, WebDriver, retried

# Where WebDriver over HTTP has each command.
PLACES = {
    "Navigate": ("POST", "/url"),
    "ExecuteAsyncScript": ("POST", "/execute/async"),
    "FindElement": ("POST", "/element"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "PerformActions": ("POST", "/actions"),
    "TakeScreenshot": ("GET", "/element/{id}/screenshot"),
    "SetWindowRect": ("POST", "/window/rect"),
    "DeleteSession": ("DELETE", ""),
}
LONG_S = 60


# Driven, this browser keeps no console. What goes wrong while a page loads is not heard.
LISTEN = """() => {
  window.heard = [];
  const note = (event) => window.heard.push(`${event.message || event.reason || event.violatedDirective}`);
  for (const name of ["error", "unhandledrejection", "securitypolicyviolation"]) addEventListener(name, note);
}"""


class WebKit(WebDriver):
    """An Engine."""

    def __init__(self, send: Send) -> None:
        super().__init__(send)
        self._heard: list[str] = []

    def open(self, address: str) -> None:
        self.complaints()
        super().open(address)
        self.evaluate(LISTEN)

    def complaints(self) -> list[str]:
        self._heard += self.evaluate("() => (window.heard || []).splice(0)")
        return self._heard


@contextmanager
def webkit(folder: Path, window: tuple[int, int]) -> Generator[WebKit]:
    """The browser, for as long as the block lasts; what it keeps is in `folder`."""
    log = folder / "webkit.log"
    with ExitStack() as started, log.open("w") as said:
        display = started.enter_context(_screen(window))
        sound = started.enter_context(loudspeaker(folder))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        homes = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
        environment = {**os.environ, **dict.fromkeys(homes, str(folder)), **sound, "DISPLAY": display}
        driver = started.enter_context(
            subprocess.Popen(
                ["WebKitWebDriver", "--host=127.0.0.1", f"--port={port}"], env=environment, stdout=said, stderr=said
            )
        )
        started.callback(driver.kill)
        client = started.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=LONG_S))
        session = retried(lambda: _begin(client), log, httpx.ConnectError)
        send = _over_http(client, session)
        started.callback(send, "DeleteSession", {})
        send("SetWindowRect", dict(zip(("x", "y", "width", "height"), (0, 0, *window), strict=True)))
        yield WebKit(send)


@contextmanager
def _screen(window: tuple[int, int]) -> Generator[str]:
    """The name of an X display of this size."""
    reading, writing = os.pipe()
    argv = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "{}x{}x24".format(*window), "-nolisten", "tcp"]
    with (
        os.fdopen(reading) as told,
        subprocess.Popen(argv, pass_fds=[writing], stderr=subprocess.DEVNULL) as process,
    ):
        os.close(writing)
        try:
            yield f":{told.readline().strip()}"
        finally:
            process.kill()


def _begin(client: httpx.Client) -> str:
    browser = Path(f"/usr/lib/{os.uname().machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser")
    options = {"binary": str(browser), "args": ["--automation"]}
    wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
    return client.post("/session", json={"capabilities": wanted}).raise_for_status().json()["value"]["sessionId"]


def _over_http(client: httpx.Client, session: str) -> Send:
    def send(name: str, parameters: dict[str, Any]) -> Any:
        method, place = PLACES[name]
        body = parameters if method == "POST" else None
        answer = client.request(method, f"/session/{session}{place.format(**parameters)}", json=body)
        assert answer.is_success, f"{name}: {answer.text}"
        return answer.json()["value"]

    return send
