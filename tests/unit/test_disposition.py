"""The header that says how a file is to be kept, read as browsers read it."""

from email.message import Message
from email.utils import collapse_rfc2231_value

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediasvc.delivery.headers import disposition


@given(st.text(min_size=1, max_size=60), st.booleans())
@example("a-talk-audio-basic.mp3", True)
@example('"; filename="other.exe', True)
@example("a\r\nSet-Cookie: x=1", False)
@example("ندوة 100%.mp3", True)
@example(" ", False)
def test_whatever_the_name_is_it_is_read_as_it_was_given(name: str, is_saved: bool) -> None:
    header = disposition(name, is_saved)
    assert header.isascii()
    assert header.isprintable()
    read = Message()
    read["Content-Disposition"] = header
    assert read.get_content_disposition() == ("attachment" if is_saved else "inline")
    # Not get_filename, which takes blanks away from the ends of a name.
    assert collapse_rfc2231_value(read.get_param("filename", "", "Content-Disposition")) == name


@pytest.mark.parametrize(("is_saved", "kind"), [(True, "attachment"), (False, "inline")])
def test_a_plain_name_is_written_for_every_browser(is_saved: bool, kind: str) -> None:
    assert disposition("a-talk.tar_2~x.mp3", is_saved) == f'{kind}; filename="a-talk.tar_2~x.mp3"'
