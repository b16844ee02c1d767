"""Where the server listens, and what it says of that."""

from contextlib import closing

import pytest

from mediasvc.domain.errors import Usage
from mediasvc.server import address_of, listen


@pytest.mark.parametrize(("host", "named"), [("127.0.0.1", "127.0.0.1"), ("localhost", ""), ("0.0.0.0", "localhost")])
def test_the_address_is_one_that_a_browser_opens(host: str, named: str) -> None:
    with closing(listen(host, 0)) as listening:
        address = address_of(listening)
        assert address.startswith(f"http://{named}")
        assert address.endswith(f":{listening.getsockname()[1]}/")


@pytest.mark.parametrize(("host", "port"), [("no such host", 0), ("192.0.2.1", 0)])
def test_what_cannot_be_listened_on_is_wrong_usage(host: str, port: int) -> None:
    with pytest.raises(Usage, match="cannot be listened on"):
        listen(host, port)
