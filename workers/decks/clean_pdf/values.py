"""Values of a PDF that may be copied, and the walk through one. What is on no list here is not copied.

A rule returns the copy of a value, or None where a viewer does without it. Where a page would look otherwise without
it, it raises Refused.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from pikepdf.exceptions import PikepdfError
from PIL.Image import DecompressionBombError

from workers.decks.clean_pdf.fonttools import CharStringCompileError, TTLibError

LARGEST_NUMBER = 1e10
MOST_NUMBERS, MOST_NAME_BYTES, MOST_STRING_BYTES = 100_000, 256, 65_536
DEEPEST = 24
# Bytes, of one file, that were unpacked: far above what a deck has, and some ten seconds of unpacking.
MOST_UNPACKED = 4 * 1024**3


class Refused(Exception):  # noqa: N818 - what happened to a part, as in errors of the domain
    """A part of a PDF is not passed on: pages that need it become pictures."""


# What the parsers here, and those of pikepdf, pdfium, Pillow and fontTools, say of bytes that they cannot read.
UNREADABLE: tuple[type[Exception], ...] = (
    Refused,
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError),
    *(TypeError, ValueError, struct.error, zlib.error),
    *(PikepdfError, DecompressionBombError, CharStringCompileError, TTLibError),
)


@dataclass(frozen=True)
class Scope:
    """Resources that a content stream finds by name; `identity` tells them from others."""

    resources: Any
    identity: Any


@dataclass
class Walk:
    """The way from one PDF to the clean one: an object that several pages use is copied once."""

    target: Pdf
    hidden: Callable[[Any], bool] = lambda _: False
    """Whether a layer of optional content is not shown."""
    unpacked: int = 0
    depth: int = 0
    made: dict[tuple[Any, ...], Any] = field(default_factory=dict[tuple[Any, ...], Any])
    costs: dict[tuple[int, int], Any] = field(default_factory=dict[tuple[int, int], Any])
    """What it costs to draw an object of the clean file (`costs.Cost`)."""

    def once(self, make: Callable[..., Any], value: Any, scope: "Scope | None" = None) -> Any:
        """`make(self, value)`, or with the scope, remembered by object, and so is that it was refused.

        A loop ends in None.
        """
        key = (make, value.objgen, scope.identity if scope else None) if value.is_indirect else None
        if key in self.made:
            if isinstance(self.made[key], Refused):
                raise self.made[key]
            return self.made[key]
        if self.depth >= DEEPEST:
            raise Refused("nested too deeply")
        self.depth += 1
        if key:
            self.made[key] = None
        try:
            made = make(self, value, scope) if scope else make(self, value)
        except UNREADABLE as error:
            refused = error if isinstance(error, Refused) else Refused(repr(error))
            if key:
                self.made[key] = refused
            raise refused from error
        finally:
            self.depth -= 1
        if key and made is not None:
            # An object that is made indirect again is another one.
            made = self.made[key] = made if made.is_indirect else self.target.make_indirect(made)
        return made

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked. Raises Refused over the file's budget."""
        self.unpacked += size
        if self.unpacked > MOST_UNPACKED:
            raise Refused("the file unpacks to too much")

    def stream(self, content: bytes, about: Dictionary | None = None) -> Stream:
        """A stream of the clean file, packed."""
        return self.packed(zlib.compress(content, 9), about)

    def packed(self, content: bytes, about: Dictionary | None = None) -> Stream:
        """A stream of the clean file whose content is packed already."""
        made = Stream(self.target, content)
        for key, value in (about or Dictionary()).items():
            made[key] = value
        made.Filter = Name.FlateDecode
        return made


Rule = Callable[[Walk, Any], Any]


def pick(walk: Walk, source: Any, rules: Mapping[str, Rule]) -> Dictionary:
    """Those of the dictionary's entries that have a rule, each as its rule copies it."""
    made = Dictionary()
    for key, rule in rules.items():
        value = source.get(key)
        copy = None if value is None else rule(walk, value)
        if copy is not None:
            made[key] = copy
    return made


def number(_: Walk, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if not abs(value) < LARGEST_NUMBER:
        raise Refused("a number is too large")
    return value


def boolean(_: Walk, value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def name(_: Walk, value: Any) -> Name | None:
    if not isinstance(value, Name):
        return None
    if len(bytes(value)) > MOST_NAME_BYTES:
        raise Refused("a name is too long")
    return value


def string(_: Walk, value: Any) -> String | None:
    if not isinstance(value, String):
        return None
    if len(bytes(value)) > MOST_STRING_BYTES:
        raise Refused("a string is too long")
    return String(bytes(value))


def numbers(walk: Walk, value: Any) -> Array | None:
    """A list of numbers and nothing else."""
    return _list(walk, value, number)


def names(walk: Walk, value: Any) -> Array | None:
    return _list(walk, value, name)


def booleans(walk: Walk, value: Any) -> Array | None:
    return _list(walk, value, boolean)


def first_of(*rules: Rule) -> Rule:
    """A rule for values of several kinds."""

    def rule(walk: Walk, value: Any) -> Any:
        return next((copy for each in rules if (copy := each(walk, value)) is not None), None)

    return rule


def constant(value: Any) -> Rule:
    """A rule that writes the same whatever is there."""

    def rule(_walk: Walk, _value: Any) -> Any:
        return value

    return rule


def is_stream(value: Any) -> bool:
    return isinstance(value, Stream)


def is_dictionary(value: Any) -> bool:
    return isinstance(value, Dictionary)


def entries(value: Any, most: int = MOST_NUMBERS) -> list[Any]:
    """What a list holds; nothing where there is none. Raises Refused where it is too long."""
    if not isinstance(value, Array):
        return []
    if len(value) > most:
        raise Refused("a list is too long")
    return list(value)


def _list(walk: Walk, value: Any, rule: Rule) -> Array | None:
    if not isinstance(value, Array):
        return None
    copies = [rule(walk, each) for each in entries(value)]
    return None if any(copy is None for copy in copies) else Array(copies)
