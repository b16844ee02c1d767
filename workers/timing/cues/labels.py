"""Labels as Audacity exports them: start, end and label, with tabs between them, in seconds."""

import re
from collections.abc import Iterator, Sequence

from mediasvc.domain.errors import CuesInvalid
from workers.timing.cues.entry import Entry
from workers.timing.cues.named import Named, numbered

_SECONDS = r"-?\d{1,9}(?:[.,]\d{1,12})?"
_LABEL = re.compile(rf"({_SECONDS})\t({_SECONDS})\t(.*)")
# Below a label that was set in a spectrum stand its frequencies.
_FREQUENCIES = "\\\t"


def are_labels(text: str) -> bool:
    """Return whether the first line with text is a label."""
    return _label(text.lstrip("\n").partition("\n")[0]) is not None


def label_entries(text: str, titles: Sequence[str]) -> Iterator[Entry]:
    """Yield the labels' starts. Raises CuesInvalid with the line."""
    found: list[Named] = []
    for line, row in enumerate(text.split("\n"), start=1):
        if not row.strip() or row.startswith(_FREQUENCIES):
            continue
        label = _label(row)
        if label is None:
            raise CuesInvalid(f"line {line}: a label is a start, an end and a text, with tabs between them")
        found.append(Named(line, *label))
    yield from numbered(found, titles)


def _label(row: str) -> tuple[str, str] | None:
    """Return start and text of a label, which does not end before it starts."""
    label = _LABEL.fullmatch(row)
    if label is None or _seconds(label[2]) < _seconds(label[1]):
        return None
    return label[1], label[3].strip()


def _seconds(written: str) -> float:
    return float(written.replace(",", "."))
