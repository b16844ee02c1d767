"""Measures how well slide times are found, part by part: script/bench timing."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmark import half_seen, read_pictures, recognised_talks, recorded_talks, slide_times
from benchmark.sections import with_section
from benchmark.timed_talks import MADE, TimedTalk, made, talks_in

# The parts, in the order of the page; each writes a section of its own.
PARTS: Mapping[str, Callable[[Sequence[TimedTalk]], str]] = {
    "methods": slide_times.report,
    "together": lambda given: half_seen.report(given or [made(plan) for plan in MADE]),
    "video": lambda _: recorded_talks.report(),
    "pictures": lambda _: read_pictures.report(),
    "speech": lambda _: recognised_talks.report(),
}
HEADINGS = tuple(part.HEADING for part in (slide_times, half_seen, recorded_talks, read_pictures, recognised_talks))


def main(words: Sequence[str], page: Path, talks: Path) -> str:
    """Measure, write the sections into the page, and return them."""
    parser = ArgumentParser("script/bench timing")
    parser.add_argument("--talks", type=Path, default=talks, help="a folder of talks with true slide times, as JSON")
    parser.add_argument("--only", choices=PARTS, help="measure this part alone")
    asked = parser.parse_args(words)
    given = list(talks_in(asked.talks))
    sections: list[str] = []
    for name in (asked.only,) if asked.only else PARTS:
        sections.append(PARTS[name](given))
        page.write_text(with_section(page.read_text("utf-8"), sections[-1]), "utf-8")
    return "\n\n".join(sections)
