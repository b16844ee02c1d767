"""Which form a file of cues has, by its content."""

from collections.abc import Callable, Iterator, Sequence

from workers.timing.cues.chapters import are_chapters, chapter_entries
from workers.timing.cues.entry import Entry
from workers.timing.cues.json_list import is_json, json_entries
from workers.timing.cues.labels import are_labels, label_entries
from workers.timing.cues.table import table_entries
from workers.timing.cues.webvtt import is_webvtt, webvtt_entries

# The first form that fits is taken; what fits none is a table.
FORMS: Sequence[tuple[Callable[[str], bool], Callable[[str, Sequence[str]], Iterator[Entry]]]] = (
    (is_webvtt, webvtt_entries),
    (are_labels, label_entries),
    (are_chapters, chapter_entries),
    (is_json, lambda text, _: json_entries(text)),
)


def entries(text: str, titles: Sequence[str]) -> Iterator[Entry]:
    """Yield the cues of a file in its order, for slides of these titles. Raises CuesInvalid with the line."""
    for fits, read in FORMS:
        if fits(text):
            return read(text, titles)
    return table_entries(text)
