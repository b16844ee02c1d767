"""Timelines as files that people read and change: JSON with all that is known, or the bare slide times."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from mediasvc.domain.captions import Caption, to_webvtt
from mediasvc.domain.clock import clock_ms, milliseconds
from mediasvc.domain.errors import TimelineInvalid
from mediasvc.domain.timeline import Cue
from mediasvc.domain.timeline_edit import SentCue, cue_named
from mediasvc.organiser.desk import TalkTimeline

# More than 2,000 cues have, each with reason and candidates.
MOST_BYTES = 5_000_000
_VERSION = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True)
class TimelineFile:
    """A timeline that somebody has changed in a file, the version that it was, and the talk that it names, if any."""

    version: str
    cues: Sequence[SentCue]
    slug: str | None = None


def text_of(talk: TalkTimeline, path: Path) -> str:
    """Return the file's text: as its name ends in `.csv` or `.vtt` a cues file, else JSON with all that is known."""
    return _FORMS.get(path.suffix.lower(), _json)(talk)


def read_timeline_file(raw: bytes) -> TimelineFile | None:
    """Return the timeline of a file in JSON that names its version; None for any other file.

    Raises TimelineInvalid where the version is none, or a cue is without a slide's number and a time.
    """
    try:
        told = json.loads(raw) if len(raw) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or "version" not in told:
        return None
    members = cast("dict[str, Any]", told)
    cues, slug = members.get("cues"), members.get("slug")
    if not isinstance(cues, list):
        raise TimelineInvalid('it has no list "cues"')
    version = str(members["version"])
    if not _VERSION.fullmatch(version):
        raise TimelineInvalid("its version is none that an export has written")
    sent = [_sent(each, place) for place, each in enumerate(cast("list[Any]", cues), start=1)]
    return TimelineFile(version, sent, None if slug is None else str(slug))


def _json(talk: TalkTimeline) -> str:
    """Return JSON in which every cue and every finding has a line of its own."""
    timeline = talk.timeline
    heads = {
        "slug": talk.slug,
        "version": talk.version,
        "method": timeline.method,
        "confidence": _rounded(timeline.confidence),
        "duration": clock_ms(timeline.duration_ms),
    }
    findings = [
        {"method": each.method, "sentence": each.sentence, "confidence": _rounded(each.confidence)}
        for each in timeline.findings
    ]
    cues = [_cue(cue, talk.titles.get(cue.slide, "")) for cue in timeline.cues]
    lines = [f"  {_compact(name)}: {_compact(value)}," for name, value in heads.items()]
    return "\n".join(["{", *lines, *_rows("findings", findings, ","), *_rows("cues", cues), "}", ""])


def _rows(name: str, rows: Sequence[Mapping[str, object]], after: str = "") -> list[str]:
    lines = [f"    {_compact(row)}," for row in rows]
    if lines:
        lines[-1] = lines[-1].removesuffix(",")
    return [f"  {_compact(name)}: [", *lines, f"  ]{after}"]


def _cue(cue: Cue, title: str) -> Mapping[str, object]:
    candidates = [{"slide": each.slide + 1, "confidence": _rounded(each.confidence)} for each in cue.candidates]
    told = {"confidence": _rounded(cue.confidence), "reason": cue.reason, "candidates": candidates}
    return {"slide": cue.slide + 1, "start": clock_ms(cue.start_ms), "title": title, **told}


def _rounded(confidence: float | None) -> float | None:
    """Return the confidence with two decimals; what is not wholly sure stays below 1, which would confirm it."""
    return confidence if confidence is None or confidence >= 1 else min(round(confidence, 2), 0.99)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _csv(talk: TalkTimeline) -> str:
    rows = (f"{cue.slide + 1},{clock_ms(cue.start_ms)}\n" for cue in talk.timeline.cues)
    return "".join(["slide,start\n", *rows])


def _webvtt(talk: TalkTimeline) -> str:
    return to_webvtt(Caption(cue.start_ms, cue.end_ms, str(cue.slide + 1)) for cue in talk.timeline.cues)


_FORMS: Mapping[str, Callable[[TalkTimeline], str]] = {".csv": _csv, ".vtt": _webvtt}


def _sent(told: Any, place: int) -> SentCue:
    cue: Mapping[str, Any] = cast("dict[str, Any]", told) if isinstance(told, dict) else {}
    number, start, confidence = str(cue.get("slide", "")), str(cue.get("start", "")), cue.get("confidence")
    title, start_ms = str(cue.get("title", "")), milliseconds(start)
    where = cue_named(place, title)
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise TimelineInvalid(f"{where}: {number[:40]!r} is not a slide number")
    if start_ms is None:
        raise TimelineInvalid(f"{where}: {start[:40]!r} is not a time such as 95.5, 1:35 or 0:01:35")
    if confidence is not None and not (isinstance(confidence, int | float) and 0 <= confidence <= 1):
        raise TimelineInvalid(f"{where}: {str(confidence)[:40]!r} is not a confidence from 0 to 1")
    return SentCue(int(number), start_ms, confidence, title)
