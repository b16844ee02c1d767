"""Graphics states of a PDF, written anew."""

from collections.abc import Callable
from typing import Any

from pikepdf import Array, Dictionary, Name

from workers.decks.clean_pdf.colours import colour_space, function
from workers.decks.clean_pdf.values import (
    Walk,
    boolean,
    constant,
    entries,
    first_of,
    is_dictionary,
    name,
    names,
    number,
    numbers,
    pick,
)

Copy = Callable[[Walk, Any], Any]


def graphics_state(walk: Walk, value: Any, font: Copy, form: Copy) -> Dictionary:
    """A graphics state. `font` and `form` copy what it names of them."""

    def font_and_size(walk: Walk, pair: Any) -> Any:
        found = entries(pair, 2)
        return Array([walk.once(font, found[0]), number(walk, found[1])]) if len(found) == 2 else None

    def soft_mask(walk: Walk, mask: Any) -> Any:
        if not is_dictionary(mask):
            return name(walk, mask)
        return pick(walk, mask, SOFT_MASK | {"/G": form})

    return pick(walk, value, STATE | {"/Font": font_and_size, "/SMask": soft_mask})


def group(walk: Walk, value: Any) -> Any:
    """How a form or a page is blended with what is below it."""
    return pick(walk, value, GROUP) if is_dictionary(value) else None


def _dashes(walk: Walk, value: Any) -> Any:
    found = entries(value, 2)
    if len(found) != 2:
        return None
    lengths, start = numbers(walk, found[0]), number(walk, found[1])
    return None if lengths is None or start is None else Array([lengths, start])


def _transfer(walk: Walk, value: Any) -> Any:
    if isinstance(value, Name | Array) or is_dictionary(value) or hasattr(value, "read_raw_bytes"):
        return function(walk, value)
    return None


STATE = {
    **dict.fromkeys(("/LW", "/LC", "/LJ", "/ML", "/OPM", "/FL", "/SM", "/CA", "/ca"), number),
    **dict.fromkeys(("/OP", "/op", "/SA", "/AIS", "/TK"), boolean),
    "/D": _dashes,
    "/RI": name,
    "/BM": first_of(name, names),
    "/TR": _transfer,
    "/TR2": _transfer,
}
SOFT_MASK = {"/S": name, "/BC": numbers, "/TR": _transfer}
GROUP = {"/S": constant(Name.Transparency), "/CS": colour_space, "/I": boolean, "/K": boolean}
