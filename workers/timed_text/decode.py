"""Bytes to text."""

from mediasvc.domain.errors import PermanentError


def decoded(raw: bytes, refusal: type[PermanentError]) -> str:
    """Text as spreadsheets save it: UTF-8 with or without a byte order mark, or UTF-16 with one. Lines end in \\n.

    Raises `refusal` with the line, from 1, on which it is something else.
    """
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refusal(f"line {line}: it is not UTF-8 text") from error
