"""What files say of themselves, for guesses; nothing of it is part of what is built."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from mediasvc.domain.characters import readable
from mediasvc.domain.errors import ConversionFailed
from mediasvc.domain.guesses import LONGEST_PROPERTY, Properties
from workers.decks.deck_properties import DeckProperties, read_properties
from workers.inside import inside
from workers.media.ffmpeg import UPLOADS, run_ffprobe
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import IngestedDeck, IngestedRecording, recording_source

MOST_PEOPLE, MOST_LANGUAGES, LONGEST_TAG = 20, 50, 35
TAGS = ("format_tags=title,artist,date,creation_time", "stream_tags=title,artist,date,creation_time")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")


def of_deck(artifacts: Artifacts, deck: IngestedDeck) -> Properties:
    """Return what the deck says of itself; nothing where that cannot be read, as its slides still can."""
    path = artifacts.source(deck.source)
    with artifacts.job_folder() as folder:
        try:
            told = inside(read_properties, folder=folder, reads=[path])(path, deck.kind)
        except ConversionFailed:
            told = DeckProperties()
    languages = sorted(told.languages.items(), key=lambda each: -each[1])[:MOST_LANGUAGES]
    return Properties(
        title=_line(told.title),
        people=tuple(map(_line, told.people[:MOST_PEOPLE])),
        languages={_line(tag)[:LONGEST_TAG]: count for tag, count in languages if count > 0},
    )


def of_recording(artifacts: Artifacts, recording: IngestedRecording) -> Properties:
    """Return what the recording says of itself; nothing where that cannot be read."""
    path = recording_source(artifacts, recording)
    with artifacts.job_folder() as folder:
        tags = _tags(path, folder)
    return Properties(
        title=_line(tags.get("title", "")),
        people=tuple(filter(None, [_line(tags.get("artist", ""))])),
        made_on=_day(tags.get("creation_time", "")) or _day(tags.get("date", "")),
    )


def _tags(path: Path, folder: Path) -> dict[str, str]:
    """Return the tags of the whole file before those of its streams: Ogg has them on its stream alone."""
    try:
        answer: Any = run_ffprobe(path, folder, TAGS, **UPLOADS).answer or {}
        places = [
            *(stream.get("tags", {}) for stream in reversed(answer.get("streams", []))),
            answer.get("format", {}).get("tags", {}),
        ]
        return {str(name).lower(): str(value) for tags in places for name, value in tags.items()}
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, ConversionFailed):
        return {}


def _day(text: str) -> date | None:
    if not (found := DAY.match(text)):
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def _line(text: str) -> str:
    return " ".join(readable(text[:LONGEST_PROPERTY]).split())
