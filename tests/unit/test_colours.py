"""Colours that people choose for a player can be read by everybody, in light and in dark."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediasvc.delivery.colours import DARK, LIGHT, Colour, Scheme, accent_style, colour_of, contrast, readable_accent
from mediasvc.delivery.rendering import source

PARTS = st.integers(0, 255)
COLOURS = st.builds(Colour, PARTS, PARTS, PARTS)
AA = 4.5
BLACK, WHITE, YELLOW = Colour(0, 0, 0), Colour(255, 255, 255), Colour(255, 255, 0)


def declared() -> dict[str, list[str]]:
    """Return the colours that the pages have, in light and then in dark."""
    found: dict[str, list[str]] = {}
    for name, colour in re.findall(r"--([a-z]+):(#[0-9a-f]{3,6})", source("page.css")):
        found.setdefault(name, []).append(colour)
    return found


def of_pages(place: int, *names: str) -> list[Colour]:
    colours = [colour_of(declared()[name][place]) for name in names]
    return [colour for colour in colours if colour is not None]


@pytest.mark.parametrize(("scheme", "place"), [(LIGHT, 0), (DARK, 1)])
def test_the_schemes_are_those_of_the_pages(scheme: Scheme, place: int) -> None:
    assert list(scheme.grounds) == of_pages(place, "surface", "ground")
    assert list(scheme.inks) == of_pages(place, "ink", "soft")


@given(COLOURS, st.sampled_from([LIGHT, DARK]))
@example(BLACK, DARK)
@example(WHITE, LIGHT)
@example(YELLOW, LIGHT)
def test_an_accent_is_read_wherever_it_stands(colour: Colour, scheme: Scheme) -> None:
    accent = readable_accent(colour, scheme)
    for ground in (*scheme.grounds, accent.mark):
        assert contrast(accent.colour, ground) >= AA
    for ink in scheme.inks:
        assert contrast(ink, accent.mark) >= AA


@given(COLOURS, st.sampled_from([LIGHT, DARK]))
def test_a_colour_that_can_be_read_stays_as_it_is(colour: Colour, scheme: Scheme) -> None:
    once = readable_accent(colour, scheme)
    assert readable_accent(once.colour, scheme) == once


def test_a_blue_is_kept_in_light_and_lightened_in_dark() -> None:
    blue = Colour(11, 95, 192)
    assert readable_accent(blue, LIGHT).colour == blue
    assert readable_accent(blue, DARK).colour.luminance > blue.luminance


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways(one: Colour, other: Colour) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    # The grey that examples of WCAG 2 name as the lightest one on white.
    assert contrast(Colour(0x76, 0x76, 0x76), WHITE) == pytest.approx(4.54, abs=0.005)


@given(COLOURS)
def test_a_colour_is_read_as_it_is_written(colour: Colour) -> None:
    for text in (colour.digits, f"#{colour.digits}", f" #{colour.digits.upper()} "):
        assert colour_of(text) == colour


def test_three_digits_stand_for_six() -> None:
    assert colour_of("#36c") == Colour(0x33, 0x66, 0xCC)


@pytest.mark.parametrize("text", ["", "#", "red", "#12345", "1234567", "٣٣٦٦cc", "3366cc;}", "#3366cg", "##3366cc"])
def test_what_is_no_colour_is_none(text: str) -> None:
    assert colour_of(text) is None


@given(COLOURS)
def test_the_style_has_nothing_but_colours(colour: Colour) -> None:
    rule = r":root\{--accent:#[0-9a-f]{6};--mark:#[0-9a-f]{6}\}"
    assert re.fullmatch(rf"{rule}@media \(prefers-color-scheme:dark\)\{{{rule}\}}\n", accent_style(colour))
