"""A loudspeaker that nobody hears: without one, browsers refuse to play, or do not keep time."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from .webdriver import retried


@contextmanager
def loudspeaker(folder: Path) -> Generator[dict[str, str]]:
    """What programs need in their environment to play there, for as long as the block lasts."""
    address, log = folder / "sound", folder / "sound.log"
    argv = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
    modules = ["module-null-sink", f"module-native-protocol-unix socket={address} auth-anonymous=1"]
    options = [f"--load={module}" for module in modules]
    # It keeps its state and its cookie there.
    environment = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "PATH": "/usr/bin"}
    with (
        log.open("w") as said,
        subprocess.Popen([*argv, *options], env=environment, stdout=said, stderr=said) as process,
    ):
        try:
            retried(address.stat, log, FileNotFoundError)
            yield {"PULSE_SERVER": f"unix:{address}"}
        finally:
            process.kill()
