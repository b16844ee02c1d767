"""What a page draws with, and forms, patterns and drawn letters that have resources of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pikepdf import Dictionary, Name

from workers.decks.clean_pdf.cmaps import to_unicode
from workers.decks.clean_pdf.colours import colour_space, shading
from workers.decks.clean_pdf.content import MOST_BYTES, drawing
from workers.decks.clean_pdf.costs import STATE_FONT, STATE_MASK, Cost, Resource, cost_of, highest
from workers.decks.clean_pdf.fonts import encoding, font, widths
from workers.decks.clean_pdf.pictures import picture
from workers.decks.clean_pdf.states import graphics_state, group
from workers.decks.clean_pdf.streams import content_of
from workers.decks.clean_pdf.values import (
    Refused,
    Scope,
    Walk,
    constant,
    entries,
    is_dictionary,
    is_stream,
    number,
    numbers,
    pick,
    string,
)

MOST_LETTERS = 4_096
SMALLEST_TILE = 0.01  # square points: a page has less than 100 million of them
# Colours that stand for others everywhere on the page, by these names.
DEFAULTS = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")


def scope_of(owner: Any, resources: Any) -> Scope:
    """The resources of a page, form or pattern."""
    found = resources if is_dictionary(resources) else Dictionary()
    return Scope(found, found.objgen if found.is_indirect else ("of", owner.objgen))


@dataclass(frozen=True)
class Drawn:
    """A content stream, those of its resources that it uses, and what it costs to draw it."""

    content: bytes
    resources: Dictionary
    cost: Cost


def drawn(walk: Walk, content: bytes, scope: Scope) -> Drawn:
    """The content stream as it is passed on."""
    properties = _kind(scope, "/Properties")
    layered = any("/OC" in str(each.get("/Type", "")) for each in properties.values() if is_dictionary(each))
    states = _kind(scope, "/ExtGState")

    def state_of(named: str) -> Any:
        found = states.get(named) if named else None
        return found if is_dictionary(found) else Dictionary()

    shown = drawing(content, lambda named: walk.hidden(properties.get(named)), layered, state_of)
    walk.spend(len(content))
    made = Dictionary()
    for kind, rule in RULES.items():
        found = _kind(scope, kind)
        wanted = sorted(shown.uses.get(kind, set()) | set(DEFAULTS if kind == "/ColorSpace" else ()))
        copies = {named: rule(walk, found[named], scope) for named in wanted if named in found}
        kept = {named: copy for named, copy in copies.items() if copy is not None}
        if kept:
            made[kind] = Dictionary(kept)

    @cache
    def known(resource: Resource) -> Cost | None:
        return _known_cost(walk, made, resource)

    return Drawn(shown.content, made, cost_of(len(shown.content), shown.paints, known))


def _known_cost(walk: Walk, made: Dictionary, resource: Resource) -> Cost | None:
    """What it costs to draw one of these resources once; None where it has no content stream. Raises Refused."""
    found = _with_content(made, *resource)
    cost = None if found is None else walk.costs.get(found.objgen)
    if cost and cost.uses.font:
        raise Refused("letters are drawn in a font that is not named where they are")
    return cost


def _with_content(made: Any, kind: str, named: str) -> Any:
    """The resource, or what a graphics state has that is drawn."""
    of_kind = made.get("/ExtGState" if kind in (STATE_FONT, STATE_MASK) else kind)
    found = of_kind.get(named) if named and is_dictionary(of_kind) else None
    if found is None or kind not in (STATE_FONT, STATE_MASK):
        return found
    if kind == STATE_FONT:
        return next(iter(entries(found.get("/Font"))), None)
    mask = found.get("/SMask")
    return mask.get("/G") if is_dictionary(mask) else None


def _kind(scope: Scope, kind: str) -> Any:
    found = scope.resources.get(kind)
    return found if is_dictionary(found) else Dictionary()


def _font(walk: Walk, value: Any, scope: Scope) -> Any:
    if not is_dictionary(value):
        return None
    if value.get("/Subtype") != Name.Type3:
        return walk.once(font, value)
    own = value.get("/Resources")
    return walk.once(_drawn_font, value, scope_of(value, own) if is_dictionary(own) else scope)


def _drawn_font(walk: Walk, value: Any, scope: Scope) -> Dictionary:
    """A font whose letters are content streams."""
    made = pick(walk, value, DRAWN_FONT)
    letters: Any = value.CharProcs
    if len(letters) > MOST_LETTERS:
        raise Refused("a font has too many letters")
    made.CharProcs, made.Resources = Dictionary(), Dictionary()
    costs: list[Cost] = []
    for named, stream in letters.items():
        letter = drawn(walk, content_of(walk, stream, MOST_BYTES), scope)
        costs.append(letter.cost)
        made.CharProcs[named] = walk.target.make_indirect(walk.stream(letter.content))
        for kind, found in letter.resources.items():
            made.Resources[kind] = Dictionary({**dict(made.Resources.get(kind, Dictionary())), **dict(found)})
    made = walk.target.make_indirect(made)
    walk.costs[made.objgen] = highest(costs)
    return made


def _form(walk: Walk, value: Any, scope: Scope) -> Any:
    if not is_stream(value):
        return None
    own = value.get("/Resources")
    return walk.once(_drawn_form, value, scope_of(value, own) if is_dictionary(own) else scope)


def _drawn_form(walk: Walk, value: Any, scope: Scope) -> Any:
    form = drawn(walk, content_of(walk, value, MOST_BYTES), scope)
    made = walk.stream(form.content, pick(walk, value, FORM))
    made.Resources = form.resources
    walk.costs[made.objgen] = form.cost
    return made


def _xobject(walk: Walk, value: Any, scope: Scope) -> Any:
    if not is_stream(value) or walk.hidden(value.get("/OC")):
        return None
    if value.get("/Subtype") == Name.Image:
        return picture(walk, value)
    return _form(walk, value, scope) if value.get("/Subtype") == Name.Form else None


def _state(walk: Walk, value: Any, scope: Scope) -> Any:
    return walk.once(_any_state, value, scope) if is_dictionary(value) else None


def _any_state(walk: Walk, value: Any, scope: Scope) -> Dictionary:
    def font_within(walk: Walk, value: Any) -> Any:
        return _font(walk, value, scope)

    def form_within(walk: Walk, value: Any) -> Any:
        return _form(walk, value, scope)

    return graphics_state(walk, value, font_within, form_within)


def _pattern(walk: Walk, value: Any, _: Scope) -> Any:
    if not is_stream(value):
        return walk.once(_shaded, value) if is_dictionary(value) else None
    return walk.once(_tile, value, scope_of(value, value.get("/Resources")))


def _shaded(walk: Walk, value: Any) -> Dictionary:
    """Colours that pass into each other. What viewers do not look at stays behind: a graphics state, with its mask."""
    return pick(walk, value, {"/PatternType": constant(2), "/Shading": shading, "/Matrix": numbers})


def _tile(walk: Walk, value: Any, scope: Scope) -> Any:
    scale = [float(each) for each in numbers(walk, value.get("/Matrix")) or (1, 0, 0, 1)]
    area = float(value.XStep) * float(value.YStep) * (scale[0] * scale[3] - scale[1] * scale[2])
    if not abs(area) > SMALLEST_TILE:
        raise Refused("a pattern's tiles are too small to be drawn")
    tile = drawn(walk, content_of(walk, value, MOST_BYTES), scope)
    made = walk.stream(tile.content, pick(walk, value, TILE))
    made.Resources = tile.resources
    walk.costs[made.objgen] = tile.cost
    return made


def _property(walk: Walk, value: Any, _: Scope) -> Dictionary:
    """What marked content says of itself: of use is only the text that it stands for."""
    return pick(walk, value, {"/ActualText": string}) if is_dictionary(value) else Dictionary()


def _without_scope(rule: Callable[[Walk, Any], Any]) -> Callable[[Walk, Any, Scope], Any]:
    return lambda walk, value, _: rule(walk, value)


RULES: dict[str, Callable[[Walk, Any, Scope], Any]] = {
    "/Font": _font,
    "/XObject": _xobject,
    "/ExtGState": _state,
    "/ColorSpace": _without_scope(colour_space),
    "/Pattern": _pattern,
    "/Shading": _without_scope(shading),
    "/Properties": _property,
}
FORM = {
    "/Type": constant(Name.XObject),
    "/Subtype": constant(Name.Form),
    "/BBox": numbers,
    "/Matrix": numbers,
    "/Group": group,
}
TILE = {
    "/Type": constant(Name.Pattern),
    "/PatternType": constant(1),
    **dict.fromkeys(("/PaintType", "/TilingType", "/XStep", "/YStep"), number),
    "/BBox": numbers,
    "/Matrix": numbers,
}
DRAWN_FONT = {
    "/Type": constant(Name.Font),
    "/Subtype": constant(Name.Type3),
    "/FontBBox": numbers,
    "/FontMatrix": numbers,
    "/FirstChar": number,
    "/LastChar": number,
    "/Widths": widths,
    "/Encoding": encoding,
    "/ToUnicode": to_unicode,
}
