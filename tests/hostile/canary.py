"""A listener on loopback that nothing may ever reach: hostile files name its address."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

PATIENCE_S = 2.0


class Canary:
    """Listens while it is entered. `reached` is the first line of each connection that came."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    @property
    def address(self) -> str:
        """The address that a hostile file names; a path may follow it."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/"

    def _listen(self) -> None:
        # A listener that was shut down raises.
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with connection, suppress(OSError):
                    connection.settimeout(PATIENCE_S)
                    self.reached.append(connection.recv(1_000).partition(b"\r\n")[0].decode(errors="replace"))
