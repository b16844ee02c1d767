"""Tables and figures as Markdown has them."""

from collections.abc import Iterable, Sequence

TIMES = "\N{MULTIPLICATION SIGN}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is words and whose others are figures."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def seconds(ms: float) -> str:
    return f"{ms / 1000:.1f} s"


def megabytes(size: float) -> str:
    return f"{size / 1e6:.0f} MB"


def kilobytes(size: float | None) -> str:
    return "" if size is None else f"{size / 1e3:.1f} KB"


def times(ratio: float) -> str:
    return f"{ratio:.1f} {TIMES}" if ratio < 100 else f"{ratio:.0f} {TIMES}"
