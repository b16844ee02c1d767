"""Where the server listens, and what it says of that."""

import errno
import os
import socket
from contextlib import closing

import pytest

from mediasvc.domain.errors import Usage
from mediasvc.server import DEFAULT_PORT, HIGHEST_PORT, address_of, listen


@pytest.mark.parametrize(("host", "named"), [("127.0.0.1", "127.0.0.1"), ("localhost", ""), ("0.0.0.0", "localhost")])
def test_the_address_is_one_that_a_browser_opens(host: str, named: str) -> None:
    with closing(listen(host, 0)) as listening:
        address = address_of(listening)
        assert address.startswith(f"http://{named}")
        assert address.endswith(f":{listening.getsockname()[1]}/")


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1"])
def test_an_address_of_another_machine_is_wrong_usage(host: str) -> None:
    with pytest.raises(Usage, match=rf"^{host} is no address of this machine.*--host 127\.0\.0\.1"):
        listen(host, 0)


def test_a_port_in_use_is_told_with_another_one() -> None:
    with closing(listen("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        another = port + 1 if port < HIGHEST_PORT else DEFAULT_PORT
        with pytest.raises(Usage, match=rf"^port {port} of 127\.0\.0\.1 is in use.*--port {another}$"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.EACCES, "port 80 is for administrators alone.*--port 8000"), (errno.ENOBUFS, "cannot be listened on")],
)
def test_what_the_system_refuses_is_wrong_usage(monkeypatch: pytest.MonkeyPatch, number: int, says: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(Usage, match=says):
        listen("127.0.0.1", 80)
