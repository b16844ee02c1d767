"""Which slides the recordings show, where they are videos."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from mediasvc.domain.errors import ConversionFailed, ConversionTimeout
from mediasvc.domain.limits import Limits
from mediasvc.domain.steps import Step, artifact_key
from workers.inside import LIMITS, inside
from workers.media.video.frames import FRAME_MS
from workers.media.video.watch import Watched, watch
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import recording_source
from workers.steps.measure_sound import MeasuredRecording, MeasuredSound
from workers.steps.render_slides import RenderedDeck, RenderedSlide
from workers.timing.seen import Seen, SeenSpan

VERSION = 2
PICTURE = "image/jpeg"
# An hour of 720p takes a minute; a larger picture, or a newer coding, several.
START_CPU_S, CPU_S_A_SECOND = 120.0, 0.6
QUIET_CPU_S = 60.0
LONGEST_S = 8 * 3_600.0
# A timeline has half as many cues.
MOST_SPANS = 4_000


def run(artifacts: Artifacts, sound: MeasuredSound, decks: Sequence[RenderedDeck], limits: Limits) -> Seen | None:
    """Return what the talk's videos show, in the time of the talk; None where no recording has a picture.

    A video that cannot be looked at, or takes too long, shows nothing, and the reason says so.
    """
    if not any(part.recording.claims.has_picture for part in sound.recordings):
        return None
    slides = [slide for deck in decks for slide in deck.slides]
    spans: list[SeenSpan] = []
    reasons: list[str] = []
    begins_ms = 0
    for part in sound.recordings:
        seen = _seen(artifacts, part, slides, limits)
        if seen.reason:
            reasons.append(f"{part.recording.source.name}: {seen.reason}" if len(sound.recordings) > 1 else seen.reason)
        ends_ms = min(begins_ms + part.ends_ms, sound.duration_ms)
        spans += _placed(seen.spans, begins_ms, ends_ms)
        begins_ms = ends_ms
    if all(span.slide is None for span in spans):
        return Seen((), "; ".join(dict.fromkeys(reasons)) or "the video shows no slide")
    return Seen(tuple(spans))


def _placed(spans: Sequence[SeenSpan], begins_ms: int, ends_ms: int) -> list[SeenSpan]:
    """Return the spans of a part as they lie in the talk, where the part lasts from `begins_ms` to `ends_ms`."""
    moved = [replace(span, start_ms=span.start_ms + begins_ms, end_ms=span.end_ms + begins_ms) for span in spans]
    placed = [replace(span, end_ms=min(span.end_ms, ends_ms)) for span in moved if span.start_ms < ends_ms]
    last_ms = placed[-1].end_ms if placed else begins_ms
    if placed and ends_ms - last_ms <= FRAME_MS:
        return [*placed[:-1], replace(placed[-1], end_ms=ends_ms)]
    return [*placed, SeenSpan(last_ms, ends_ms, None, 1.0)] if last_ms < ends_ms else placed


def _seen(artifacts: Artifacts, part: MeasuredRecording, slides: Sequence[RenderedSlide], limits: Limits) -> Seen:
    if not part.recording.claims.has_picture:
        return Seen((), "it has no picture")
    try:
        return _kept(artifacts, part, slides, limits)
    except ConversionTimeout:
        return Seen((), "looking at the video takes too long")
    except ConversionFailed as error:
        return Seen((), f"the video cannot be looked at ({error.detail})")


def _kept(artifacts: Artifacts, part: MeasuredRecording, slides: Sequence[RenderedSlide], limits: Limits) -> Seen:
    """Return what one video shows, as it was kept when it was looked at first. Raises ConversionFailed."""
    looks = list(dict.fromkeys(slide.look for slide in slides))
    places = [looks.index(slide.look) for slide in slides]
    claims = part.recording.claims
    parameters = {"places": places, "late": claims.is_found_late, "zero": claims.begins_at_zero, "frame_ms": FRAME_MS}
    key = artifact_key(Step.WATCH_VIDEO, VERSION, parameters, [part.recording.source.digest, *looks])

    def make(folder: Path) -> Seen:
        shown = folder / "slides"
        pictures = _pictures(artifacts, slides, looks, shown)
        video = recording_source(artifacts, part.recording)
        longest_ms = min(limits.recording_ms, part.ends_ms + FRAME_MS)
        cpu_seconds = START_CPU_S + CPU_S_A_SECOND * longest_ms / 1000
        within = replace(LIMITS, seconds=LONGEST_S, cpu_seconds=cpu_seconds, quiet_cpu_s=QUIET_CPU_S)
        look = inside(watch, folder=folder, reads=[video, shown], limits=within)
        answer = look(video, pictures, places, longest_ms, claims.begins_at_zero, claims.is_found_late)
        return as_answered(answer, len(slides), longest_ms)

    return artifacts.made(key, Seen, make)


def _pictures(artifacts: Artifacts, slides: Sequence[RenderedSlide], looks: Sequence[str], folder: Path) -> list[Path]:
    """Write a small picture of each look into a new folder, and return their files."""
    folder.mkdir()
    drawn = {slide.look: slide for slide in slides}
    pictures: list[Path] = []
    for place, look in enumerate(looks):
        small = min((each for each in drawn[look].images if each.type == PICTURE), key=lambda each: each.width)
        artifacts.copy(small.file, folder / f"{place}.jpg")
        pictures.append(folder / f"{place}.jpg")
    return pictures


def as_answered(watched: Watched, slide_count: int, longest_ms: int) -> Seen:
    """Return what the sandbox has seen. Raises ConversionFailed where that is none of a video and its slides."""
    spans = watched.spans
    if not watched.frames:
        return Seen((), "no picture of the video can be decoded")
    if not spans:
        return Seen((), "the slides are nowhere in the video")
    times = [time for span in spans for time in (span.start_ms, span.end_ms)]
    is_gapless = times[0] == 0 and all(one.end_ms == other.start_ms for one, other in pairwise(spans))
    is_likely = all(0 <= span.confidence <= 1 for span in spans)
    if not (is_gapless and is_likely and all(span.start_ms < span.end_ms for span in spans)):
        raise ConversionFailed("what was seen has no times of a video")
    if times[-1] > longest_ms + 2 * FRAME_MS or not all(_is_slide(span.slide, slide_count) for span in spans):
        raise ConversionFailed("what was seen is none of this talk")
    if len(spans) > MOST_SPANS:
        return Seen((), f"the video changes more than {MOST_SPANS} times")
    return Seen(tuple(SeenSpan(span.start_ms, span.end_ms, span.slide, span.confidence) for span in spans))


def _is_slide(slide: int | None, slide_count: int) -> bool:
    return slide is None or 0 <= slide < slide_count
