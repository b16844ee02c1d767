"""Colours that people choose for a player, and what becomes of them so that everybody can read it (WCAG 2.2)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FORM = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)
# The least contrast of text, large or small (success criterion 1.4.3, AA).
READABLE = 4.5
# How much of the accent is in the ground of what is marked, and in how many steps an accent becomes readable.
MARK_SHARE = 0.12
STEPS = 64


@dataclass(frozen=True)
class Colour:
    """A colour in sRGB; each part is a whole number up to 255."""

    red: int
    green: int
    blue: int

    @property
    def digits(self) -> str:
        """Return the six hexadecimal digits, as `3366cc`."""
        return f"{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """Return the relative luminance, from 0 to 1."""
        red, green, blue = (_linear(part / 255) for part in (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def mixed(self, other: "Colour", share: float) -> "Colour":
        """Return the colour with this share of the other one in it."""
        pairs = ((self.red, other.red), (self.green, other.green), (self.blue, other.blue))
        return Colour(*(round(own + (others - own) * share) for own, others in pairs))


@dataclass(frozen=True)
class Scheme:
    """Colours of a page as `page.css` has them: grounds of text, and inks. A weak accent is mixed with the `strongest`.

    The first ground is the one whose marked parts the accent tints.
    """

    grounds: Sequence[Colour]
    inks: Sequence[Colour]
    strongest: Colour


@dataclass(frozen=True)
class Accent:
    """The colour of links and controls, and of the ground of what is marked."""

    colour: Colour
    mark: Colour


def colour_of(text: str) -> Colour | None:
    """Return the colour that is written as `#3366cc`, `36c` or the like; None where it is none."""
    found = FORM.fullmatch(text.strip())
    if found is None:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return Colour(*bytes.fromhex(digits))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


def readable_accent(colour: Colour, scheme: Scheme) -> Accent:
    """Return the accent that is nearest to this colour, and that can be read wherever pages of this scheme have it."""
    accents = (_accent(colour.mixed(scheme.strongest, step / STEPS), scheme) for step in range(STEPS + 1))
    return next(accent for accent in accents if _is_readable(accent, scheme))


def accent_style(colour: Colour) -> str:
    """Return the style that gives a page this accent, in light and in dark."""
    light, dark = _rule(readable_accent(colour, LIGHT)), _rule(readable_accent(colour, DARK))
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}\n"


def _accent(colour: Colour, scheme: Scheme) -> Accent:
    return Accent(colour, scheme.grounds[0].mixed(colour, MARK_SHARE))


def _is_readable(accent: Accent, scheme: Scheme) -> bool:
    pairs = [(accent.colour, ground) for ground in (*scheme.grounds, accent.mark)]
    pairs += [(ink, accent.mark) for ink in scheme.inks]
    return all(contrast(*pair) >= READABLE for pair in pairs)


def _rule(accent: Accent) -> str:
    return f":root{{--accent:#{accent.colour.digits};--mark:#{accent.mark.digits}}}"


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _colours(*digits: str) -> Sequence[Colour]:
    return [Colour(*bytes.fromhex(each)) for each in digits]


# `--surface` and `--ground`; `--ink` and `--soft`.
LIGHT = Scheme(_colours("ffffff", "f5f7fa"), _colours("17212b", "55626f"), Colour(0, 0, 0))
DARK = Scheme(_colours("171e26", "0e1318"), _colours("e9eef3", "a3b1bf"), Colour(255, 255, 255))
