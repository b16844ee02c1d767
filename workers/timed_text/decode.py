"""Bytes to text."""

from mediasvc.domain.errors import PermanentError

REPLACEMENT = "\ufffd"
# So many sound characters beyond ASCII for each damaged one: fewer, and the file is in another encoding.
SOUND_FOR_ONE_DAMAGED = 10
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Files of captions and cues begin with a number, a header or a bracket: these are ASCII, and no text has NULs in it.
LETTERS_TO_TELL_UTF_16 = 4
# Programs that turn \n into \r\n twice leave \r\r\n.
LINE_ENDS = ("\r\r\n", "\r\n", "\r")


def decoded(raw: bytes, refusal: type[PermanentError]) -> str:
    """Return text as spreadsheets save it: UTF-8 or UTF-16, with or without a byte order mark.

    Lines end in \\n. Raises `refusal` with the line, from 1, on which it is something else.
    """
    try:
        return _with_newlines(raw.decode(_encoding(raw)))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refusal(f"line {line}: it is not UTF-8 text") from error


def decoded_if_damaged(raw: bytes, refusal: type[PermanentError]) -> tuple[str, bool]:
    """Return the text as `decoded` does, and whether some characters were damaged: those are U+FFFD then.

    A file of another encoding, such as Windows-1252 or Windows-1256, has hardly a sound character beyond ASCII. Which
    encoding that is cannot be told for sure, and wrong letters are worse than none: it is refused.
    """
    try:
        return decoded(raw, refusal), False
    except refusal:
        text = _with_newlines(raw.decode(_encoding(raw), errors="replace"))
        damaged = text.count(REPLACEMENT)
        sound = sum(not character.isascii() for character in text) - damaged
        if sound < damaged * SOUND_FOR_ONE_DAMAGED:
            raise
        return text, True


def _encoding(raw: bytes) -> str:
    """Return the encoding that can be told for sure: each ASCII character has a NUL beside it in UTF-16."""
    if raw.startswith(UTF_16_MARKS):
        return "utf-16"
    are_nuls = [byte == 0 for byte in raw[: 2 * LETTERS_TO_TELL_UTF_16]]
    if are_nuls == [False, True] * LETTERS_TO_TELL_UTF_16:
        return "utf-16-le"
    return "utf-16-be" if are_nuls == [True, False] * LETTERS_TO_TELL_UTF_16 else "utf-8-sig"


def _with_newlines(text: str) -> str:
    for line_end in LINE_ENDS:
        text = text.replace(line_end, "\n")
    return text
