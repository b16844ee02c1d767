"""Results of the attack, as lines of a table and as one summary."""

from collections.abc import Sequence

from hostile.attack import Attacked

MOST_S = 30.0
MOST_BYTES = 2_000_000_000


def shortcomings(tried: Attacked) -> list[str]:
    """Return what is wrong with an answer, and what it cost too much of."""
    slow = [f"took more than {MOST_S:g} s"] if tried.wall_s > MOST_S else []
    fat = [f"took more than {MOST_BYTES / 1e9:g} GB"] if tried.peak_bytes > MOST_BYTES else []
    return [*tried.wrong, *slow, *fat]


def falls_short(tried: Attacked) -> bool:
    return bool(shortcomings(tried))


def line(tried: Attacked) -> str:
    """Return a line of the table: a case that falls short has what is wrong behind it."""
    wrong = shortcomings(tried)
    answer = " ".join((tried.answer, *(code for code in tried.warnings if code != "timing_is_a_guess")))
    figures = f"{tried.wall_s:6.1f} s {tried.peak_bytes / 1e6:6.0f} MB"
    told = f"  << {'; '.join(wrong)}" if wrong else ""
    said = f"  ({tried.message[:160]})" if wrong and tried.message else ""
    return f"{'WRONG' if wrong else 'ok':5} {tried.case.name:28} {figures}  {answer}{told}{said}"


def summary(tried: Sequence[Attacked]) -> str:
    """Return the last line: how many are right, the slowest, the largest, connections, strays."""
    right = sum(not falls_short(each) for each in tried)
    slowest = max(tried, key=lambda each: each.wall_s)
    largest = max(tried, key=lambda each: each.peak_bytes)
    connections = sum(each.connections for each in tried)
    strays = sum(each.strays for each in tried)
    return (
        f"right answers {right}/{len(tried)}, slowest {slowest.wall_s:.1f} s ({slowest.case.name}), "
        f"largest memory {largest.peak_bytes / 1e6:.0f} MB ({largest.case.name}), "
        f"connections {connections}, strays {strays}"
    )
