"""The characters that a text may hold, wherever it comes from: a deck, captions, a file's name, an earlier release.

Controls, halves of a surrogate pair and noncharacters are no writing; programs refuse whole files for one of them.
"""

import re

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Of Unicode's categories: Cc but for tab and line feed, Cs, Co, and of Cn the noncharacters. Beside them what has a
# meaning only in the program that wrote it: the byte order mark, anchors of notes and objects; and hyphens that show
# only where a line is broken.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
    + "\U000f0000-\U0010ffff]"
)
_NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
# XML 1.0, 5th edition, 2.2: all that is not a Char.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def readable(text: str) -> str:
    """Return the text with nothing in it but writing: its lines end in \\n, and it may hold tabs.

    Private-use characters are left out: who knows the font that they belong to replaces them before.
    """
    if text.isprintable():  # as nearly every text is: this takes a tenth of the time
        return text
    return _UNREADABLE.sub("", _LINE_ENDS.sub("\n", text))


def noncharacter_in(text: str) -> str | None:
    """Return the first of the code points in the text that are never to be a character, such as U+FFFE."""
    found = _NONCHARACTER.search(text)
    return found and found[0]


def legal_in_xml(document: str) -> str:
    """Return an XML document without the characters that make it ill-formed wherever they stand."""
    return _NOT_IN_XML.sub("", document)
