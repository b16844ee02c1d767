"""A page as somebody walks through it who has a keyboard alone."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

# More than any page has.
MOST_STOPS = 200
# What has the focus, or its label where that is what people see; some point of it must lie below nothing else.
STOP = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const labels = [...(element.labels || [])];
    const isBare = (place) => {
        const { left, right, top, bottom, width, height } = place.getBoundingClientRect();
        const points = [left + 4, (left + right) / 2, right - 4].flatMap((x) =>
            [top + 4, (top + bottom) / 2, bottom - 4].map((y) => document.elementFromPoint(x, y)));
        return width && height && points.some((found) => place.contains(found));
    };
    const namedBy = (element.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id));
    const names = [
        element.getAttribute("aria-label"), element.title, element.innerText,
        ...[...labels, ...namedBy].map((each) => each?.textContent),
    ];
    return {
        html: element.outerHTML.slice(0, 160),
        isSeen: [element, ...labels].some(isBare),
        isNamed: names.some((name) => name?.trim()),
    };
}"""


def stops(page: Page) -> Iterator[str]:
    """Press Tab once through the page, and yield what has the focus, which is seen and has a name, each time."""
    if page.evaluate(STOP) is not None:
        # Where it has been put, or pressed: the browser's own controls are at both ends.
        for _ in _tabs(page):
            pass
    for stop in _tabs(page):
        assert stop["isSeen"], stop
        assert stop["isNamed"], stop
        yield stop["html"]


def _tabs(page: Page) -> Iterator[Any]:
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return
        yield stop
    raise AssertionError("Tab does not leave the page")
