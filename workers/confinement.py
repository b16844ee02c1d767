"""Parts of the sandbox that this machine can give, found by trying them."""

import tempfile
from contextvars import copy_context
from pathlib import Path

import structlog

from mediasvc.domain.errors import MediasvcError
from workers.process import confine, run
from workers.sandbox.bubblewrap import Confinement

# Capabilities, mode of the filter, user, and whether a namespace and a new mount are refused.
LOOK_AROUND = (
    "sed -n 's/^CapEff:\\t//p; s/^Seccomp:\\t//p' /proc/self/status; id -u;"
    " unshare -U true 2>/dev/null || echo refused; mount -o remount,rw /usr 2>/dev/null || echo refused"
)
CONFINED = ["0000000000000000", "2", "65534", "refused", "refused"]
# The strongest first.
WEAKER = (
    Confinement(filters_calls=False),
    Confinement(as_nobody=False),
    Confinement(as_nobody=False, filters_calls=False),
)

log = structlog.get_logger()


def shortcoming() -> str | None:
    """Return why converters cannot be confined in full on this machine; None where they can."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            seen = run(["sh", "-c", LOOK_AROUND], folder=Path(folder)).stdout.decode().split()
    except MediasvcError as error:
        return error.message
    return None if seen == CONFINED else f"A program in the sandbox sees {' '.join(seen)}, not {' '.join(CONFINED)}."


def refusal(*, weaker: bool) -> str | None:
    """Return why every build will be refused on this machine, or None; with `weaker`, partial confinement will do."""
    missing = shortcoming()
    return None if missing is None or (weaker and strongest() is not None) else missing


def confine_as_can_be() -> None:
    """Confine the programs that this context starts in full, or else as strongly as this machine can, and log which."""
    if shortcoming() is None:
        return
    confinement = strongest()
    if confinement is not None:
        log.warning("converters are confined in part", without=confinement.lacks)
        confine(confinement)


def strongest() -> Confinement | None:
    """Return the strongest confinement below full that works here.

    Bubblewrap is always part of it: without its view of the files, and with a network, no upload is opened.
    """
    return next((confinement for confinement in WEAKER if copy_context().run(_works, confinement)), None)


def _works(confinement: Confinement) -> bool:
    confine(confinement)
    try:
        with tempfile.TemporaryDirectory() as folder:
            run(["true"], folder=Path(folder))
    except MediasvcError:
        return False
    return True
