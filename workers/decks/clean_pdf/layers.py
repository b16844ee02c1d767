"""Layers of a PDF: what its optional content shows when it is opened, as pdfium decides it."""

from collections.abc import Callable
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from workers.decks.clean_pdf.values import entries

MOST_LAYERS, DEEPEST_RULE = 10_000, 8


def hidden_layers(source: Pdf) -> Callable[[Any], bool]:
    """Return what says of a layer, or of a rule about layers, whether it hides what it marks."""
    properties: Any = source.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary):
        return lambda _: False
    settings: Any = properties.get("/D", Dictionary())
    on, off = (_places(settings.get(key)) for key in ("/ON", "/OFF"))
    off_at_first = settings.get("/BaseState") == Name.OFF

    def is_hidden(layer: Any) -> bool:
        if not isinstance(layer, Dictionary):
            return False
        if layer.get("/Type") == Name.OCMD:
            return not _rule_shows(layer, is_hidden)
        state = _usage(layer)
        if state is not None:
            return state == Name.OFF
        return layer.objgen in off or (off_at_first and layer.objgen not in on)

    return is_hidden


def _places(layers: Any) -> set[tuple[int, int]]:
    return {layer.objgen for layer in entries(layers, MOST_LAYERS) if isinstance(layer, Dictionary)}


def _usage(layer: Any) -> Any:
    """What the layer asks for on a screen, if anything."""
    for key in ("/Usage", "/View", "/ViewState"):
        layer = layer.get(key) if isinstance(layer, Dictionary) else None
    return layer


def _rule_shows(rule: Any, is_hidden: Callable[[Any], bool]) -> bool:
    expression = rule.get("/VE")
    if isinstance(expression, Array):
        return _expression_shows(expression, is_hidden, DEEPEST_RULE)
    layers = rule.get("/OCGs")
    listed = [layers] if isinstance(layers, Dictionary) else entries(layers, MOST_LAYERS)
    shown = [not is_hidden(each) for each in listed if isinstance(each, Dictionary) and each.get("/Type") != Name.OCMD]
    if not shown:
        return True
    policies = {"/AllOn": all(shown), "/AnyOff": not all(shown), "/AllOff": not any(shown)}
    return policies.get(str(rule.get("/P")), any(shown))


def _expression_shows(expression: Any, is_hidden: Callable[[Any], bool], depth: int) -> bool:
    if isinstance(expression, Dictionary):
        return expression.get("/Type") == Name.OCMD or not is_hidden(expression)
    parts = entries(expression, 32)
    if not parts or not depth:
        return True
    shown = [_expression_shows(part, is_hidden, depth - 1) for part in parts[1:]]
    if parts[0] == Name.Not:
        return not all(shown)
    return any(shown) if parts[0] == Name.Or else all(shown)
