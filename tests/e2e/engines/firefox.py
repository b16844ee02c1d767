"""Firefox by Marionette: Debian has no geckodriver, and Playwright asks for more than its Firefox knows."""

import json
import os
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .sound import loudspeaker
from .webdriver import WebDriver, retried

PREFERENCES = {
    "marionette.port": 0,
    # What Firefox asks of other machines by itself.
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "data:,",
    "browser.startup.page": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
}
COMPLAINTS = """
const [{ Ci }, pages] = [globalThis, /^(?:https?:.127|file:)/];
return Services.console.getMessageArray()
  .filter((each) => each instanceof Ci.nsIScriptError && pages.test(each.sourceName || ""))
  .map((each) => `${each.sourceName}:${each.lineNumber}: ${each.errorMessage}`);
"""


class Firefox(WebDriver):
    """An Engine."""

    def complaints(self) -> list[str]:
        self._send("Marionette:SetContext", {"value": "chrome"})
        try:
            return self._send("ExecuteScript", {"script": COMPLAINTS, "args": []})["value"]
        finally:
            self._send("Marionette:SetContext", {"value": "content"})


@contextmanager
def firefox(folder: Path, window: tuple[int, int]) -> Generator[Firefox]:
    """The browser, for as long as the block lasts, with its profile in `folder`."""
    profile, log = folder / "profile", folder / "firefox.log"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines))
    argv = ["firefox-esr", "--headless", "--marionette", "--remote-allow-system-access", "--no-remote"]
    size = ["--width", str(window[0]), "--height", str(window[1])]
    with (
        log.open("w") as said,
        loudspeaker(folder) as sound,
        subprocess.Popen(
            [*argv, *size, "--profile", str(profile)], env={**os.environ, **sound}, stdout=said, stderr=said
        ) as process,
    ):
        try:
            # It writes there which port it has found.
            port = int(retried((profile / "MarionetteActivePort").read_text, log, FileNotFoundError))
            with socket.create_connection(("127.0.0.1", port)) as connection:
                yield Firefox(_marionette(connection))
        finally:
            process.kill()


def _marionette(connection: socket.socket) -> Any:
    """Sends commands as `length:[0,id,name,parameters]`, and reads `length:[1,id,error,answer]`."""
    stream = connection.makefile("rwb")
    last = 0

    def read() -> Any:
        digits = b""
        while not digits.endswith(b":"):
            byte = stream.read(1)
            assert byte, "Firefox has hung up"
            digits += byte
        return json.loads(stream.read(int(digits[:-1])))

    def send(name: str, parameters: dict[str, Any]) -> Any:
        nonlocal last
        last += 1
        message = json.dumps([0, last, name if ":" in name else f"WebDriver:{name}", parameters]).encode()
        stream.write(b"%d:%b" % (len(message), message))
        stream.flush()
        _, _, error, answer = read()
        assert error is None, f"{name}: {error}"
        return answer["value"] if name == "TakeScreenshot" or name == "ExecuteAsyncScript" else answer

    read()
    send("NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": False}}})
    return send
