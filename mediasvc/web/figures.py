"""Figures as people write them."""

from datetime import date


def clock(ms: int) -> str:
    """`0:07`, `12:40` or `1:02:03`; part seconds are cut off."""
    minutes, second = divmod(ms // 1000, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def seconds(ms: int) -> str:
    """Seconds as a media fragment has them: `0`, `12.5`, `3723.04`."""
    whole, part = divmod(ms, 1000)
    return f"{whole}.{part:03}".rstrip("0").rstrip(".")


def size(size_bytes: int) -> str:
    """`24 KB`, `9.1 MB`, `61 MB` or `1.2 GB`, in powers of ten as file managers count."""
    if size_bytes < 99_500:
        return f"{max(1, round(size_bytes / 1e3))} KB"
    if size_bytes < 9_950_000:
        return f"{size_bytes / 1e6:.1f} MB"
    return f"{size_bytes / 1e6:.0f} MB" if size_bytes < 999_500_000 else f"{size_bytes / 1e9:.1f} GB"


def day(iso: str) -> str:
    """`21 November 2026` of `2026-11-21`."""
    held_on = date.fromisoformat(iso)
    return f"{held_on.day} {held_on:%B %Y}"
