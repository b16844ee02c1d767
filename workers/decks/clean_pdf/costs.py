"""How much a viewer goes through to draw a page: each draw of a form, tile, letter or mask goes through its content."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pikepdf import Array, ContentStreamInlineImage, Name, String

from workers.decks.clean_pdf.values import Refused

# Bytes of content, each as often as it is drawn: 70 times what the richest page of real decks has.
MOST_DRAWN = 64 * 1024**2

Resource = tuple[str, str]
"""A resource's kind and name, as ("/Font", "/F1"), or what a graphics state of that name sets."""
STATE_FONT, STATE_MASK = "/Font of /ExtGState", "/SMask of /ExtGState"

COLOURS: dict[str, str] = {
    **dict.fromkeys(("g", "rg", "k", "sc", "scn", "cs"), "fill"),
    **dict.fromkeys(("G", "RG", "K", "SC", "SCN", "CS"), "stroke"),
}
SETS = frozenset(("Tf", "gs", *COLOURS))
TEXTS = frozenset(("Tj", "TJ", "'", '"'))
PAINTS = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE", *TEXTS))
OPERATORS = frozenset(("q", "Q", *SETS, *PAINTS - {"INLINE"}))


class Held(NamedTuple):
    """Resources that each paint draws with. None is what was in force when the stream began."""

    font: Resource | None = None
    mask: Resource | None = None
    fill: Resource | None = None
    stroke: Resource | None = None


class Uses(NamedTuple):
    """How often something draws with each of them."""

    font: int = 0
    mask: int = 0
    fill: int = 0
    stroke: int = 0


class Paint(NamedTuple):
    """A form or picture that is painted, or letters, or else a path; and what it is painted with."""

    held: Held
    drawn: Resource | None = None
    is_text: bool = False


@dataclass(frozen=True)
class Cost:
    """How many bytes of content it takes to draw something.

    `uses` is how often it draws with what was in force before: that is not counted yet.
    """

    content: int
    uses: Uses


PLAIN: Resource = ("", "")
PATH, LETTER = Cost(0, Uses(0, 1, 1, 1)), Cost(0, Uses(1, 1, 1, 1))


def paints_of(steps: Iterable[Any], state_of: Callable[[str], Any]) -> Counter[Paint]:
    """How often a content stream paints what; letters count one by one. `state_of` finds a graphics state by name."""
    held, saved, paints = Held(), list[Held](), Counter[Paint]()
    for step in steps:
        operator = "INLINE" if isinstance(step, ContentStreamInlineImage) else str(step.operator)
        if operator == "q":
            saved.append(held)
        elif operator == "Q":
            held = saved.pop() if saved else held
        elif operator in SETS:
            held = _changed(held, operator, _name_in(step.operands), state_of)
        elif operator == "Do":
            paints[Paint(held, ("/XObject", _name_in(step.operands)))] += 1
        elif operator in PAINTS:
            is_text = operator in TEXTS
            paints[Paint(held, is_text=is_text)] += _letters(step.operands) if is_text else 1
    return paints


def _name_in(operands: Any) -> str:
    return next((str(each) for each in operands if isinstance(each, Name)), "")


def _changed(held: Held, operator: str, name: str, state_of: Callable[[str], Any]) -> Held:
    if operator == "Tf":
        return held._replace(font=("/Font", name))
    if operator == "gs":
        state = state_of(name)
        held = held._replace(font=(STATE_FONT, name)) if "/Font" in state else held
        return held._replace(mask=(STATE_MASK, name)) if "/SMask" in state else held
    is_pattern = operator in ("scn", "SCN") and name
    return held._replace(**{COLOURS[operator]: ("/Pattern", name) if is_pattern else PLAIN})


def _letters(operands: Any) -> int:
    """How many bytes of text are shown."""
    if not operands:
        return 0
    shown: Any = operands[-1]
    return sum(
        len(bytes(each)) for each in (shown if isinstance(shown, Array) else [shown]) if isinstance(each, String)
    )


def cost_of(size: int, paints: Mapping[Paint, int], known: Callable[[Resource], Cost | None]) -> Cost:
    """The cost of a content stream of so many bytes; `known` is that of its resources.

    Raises Refused where it is too much.
    """
    content, inherited = size, Uses()
    for paint, count in paints.items():
        each, left = _cost_of_paint(paint, known)
        content += count * each
        inherited = _added(inherited, count, left)
    if content > MOST_DRAWN:
        raise Refused("a page draws too much")
    return Cost(content, inherited)


def _cost_of_paint(paint: Paint, known: Callable[[Resource], Cost | None]) -> tuple[int, Uses]:
    """How many bytes it takes, and how often it draws with what was in force when the stream began."""
    thing = (paint.drawn and known(paint.drawn)) or (LETTER if paint.is_text else PATH)
    content, uses, left = thing.content, thing.uses, Uses()
    for slot, resource in zip(Uses._fields, paint.held, strict=True):
        times: int = getattr(uses, slot)
        if resource is None:
            left = left._replace(**{slot: times})
        elif used := known(resource):
            content += times * used.content
            # A letter or a mask draws with the colours in force: they come after it.
            uses = _added(uses, times, used.uses)
    return content, left


def highest(costs: Iterable[Cost]) -> Cost:
    """Return a cost that none of these is above."""
    found = list(costs)
    if not found:
        return Cost(0, Uses())
    return Cost(max(each.content for each in found), Uses(*map(max, zip(*(each.uses for each in found), strict=True))))


def _added(uses: Uses, times: int, more: Uses) -> Uses:
    return Uses(*(one + times * other for one, other in zip(uses, more, strict=True)))
