"""Figures and dates as people write them, by CLDR."""

from datetime import UTC, date, datetime

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

WORLD = Locale.parse("en_001")
# A unit of CLDR, below how many bytes it is used, how many it stands for, and its decimals.
_UNITS = (
    ("digital-kilobyte", 99_500, 1e3, 0),
    ("digital-megabyte", 9_950_000, 1e6, 1),
    ("digital-megabyte", 999_500_000, 1e6, 0),
    ("digital-gigabyte", float("inf"), 1e9, 1),
)


def clock(ms: int) -> str:
    """`0:07`, `12:40` or `1:02:03`; part seconds are cut off."""
    minutes, second = divmod(ms // 1000, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def seconds(ms: int) -> str:
    """Seconds as a media fragment has them: `0`, `12.5`, `3723.04`."""
    whole, part = divmod(ms, 1000)
    return f"{whole}.{part:03}".rstrip("0").rstrip(".")


def lasting(ms: int, locale: Locale = WORLD) -> str:
    """`0.3s` as the locale writes it, or, of a minute or more, `1:05`."""
    return clock(ms) if ms >= 60_000 else format_unit(ms / 1000, "duration-second", "narrow", "0.0", locale=locale)


def size(size_bytes: int, locale: Locale = WORLD) -> str:
    """`24 kB`, `9.1 MB`, `61 MB` or `1.2 GB` as the locale writes it, in powers of ten as file managers count."""
    unit, _, divisor, digits = next(each for each in _UNITS if size_bytes < each[1])
    value = round(max(size_bytes, 1_000) / divisor, digits)
    return format_unit(value, unit, "short", f"0.{'0' * digits}" if digits else "0", locale=locale)


def percent(share: float, locale: Locale = WORLD) -> str:
    """`83%` as the locale writes it; what is not wholly sure is below 100."""
    return format_percent(share if share >= 1 else min(share, 0.99), locale=locale)


def amount(number: int, locale: Locale = WORLD) -> str:
    """Return `5,000` as the locale writes it."""
    return format_decimal(number, locale=locale)


def day(held_on: date, locale: Locale = WORLD) -> str:
    """`21 November 2026`, as the locale writes it."""
    return format_date(held_on, "long", locale)


def moment(at: datetime, locale: Locale = WORLD) -> str:
    """Return `21 November 2026 at 18:00 UTC`, as the locale writes it."""
    utc = at.astimezone(UTC)
    time = f"{format_time(utc, 'short', locale=locale)} UTC"
    return str(get_datetime_format("long", locale=locale)).replace("'", "").format(time, day(utc.date(), locale))
