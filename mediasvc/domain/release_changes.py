"""What is different in a release from another one of the same talk, by what the two were built from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mediasvc.domain.build import Build, Source
from mediasvc.domain.file_kinds import FileKinds
from mediasvc.domain.translations import OWN, captions_of

# What is said of a sound that is cleaned up.
CLEANED = "clean"
WANTED = "wanted"


class Changed(StrEnum):
    """What of a talk can differ from one release to another."""

    TITLE = "title"
    SPEAKERS = "speakers"
    HELD_ON = "held_on"
    LANGUAGE = "language"
    LICENSE = "license"
    DECK = "deck"
    RECORDING = "recording"
    ORDER = "order"
    CAPTIONS = "captions"
    TIMES = "times"
    NOTES = "notes"
    VARIANTS = "variants"
    TRACK = "track"
    CLEAN_UP = "clean_up"
    AUTOMATIC_CAPTIONS = "automatic_captions"


@dataclass(frozen=True)
class Change:
    """One difference: what there was `before` and is not there `now`, and the other way round.

    Files stand by their names, dates in ISO 8601, all else as the domain names it. Where both are equal, another file
    of the same name was given, or other times were found in the same way. `language` is that of captions that are
    not in the talk's.
    """

    what: Changed
    before: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    language: str | None = None


def changes_between(before: Build, now: Build, kinds: FileKinds) -> Sequence[Change]:
    """Return what the build `now` has otherwise than the one `before`, of files of these kinds."""
    captions = _of_captions(before, now, kinds)
    return [*_of_details(before, now), *_of_files(before, now, kinds), *captions, *_beside(before, now)]


def _of_details(before: Build, now: Build) -> Iterator[Change]:
    for what in (Changed.TITLE, Changed.SPEAKERS, Changed.HELD_ON, Changed.LANGUAGE, Changed.LICENSE):
        was, is_now = (_texts(getattr(build.request.details, what)) for build in (before, now))
        if was != is_now:
            yield Change(what, was, is_now)


def _of_files(before: Build, now: Build, kinds: FileKinds) -> Iterator[Change]:
    is_same = True
    for what, among in ((Changed.DECK, kinds.decks), (Changed.RECORDING, kinds.recordings)):
        was, is_now = among(before.request.files), among(now.request.files)
        gone, come = _without(was, is_now), _without(is_now, was)
        if gone or come:
            is_same = False
            yield Change(what, gone, come)
    was, is_now = (tuple(source.name for source in build.request.files) for build in (before, now))
    if is_same and [each.digest for each in before.request.files] != [each.digest for each in now.request.files]:
        yield Change(Changed.ORDER, was, is_now)


def _of_captions(before: Build, now: Build, kinds: FileKinds) -> Iterator[Change]:
    was, is_now = _captions(before, kinds), _captions(now, kinds)
    for language in dict.fromkeys([*was, *is_now]):
        then, source = was.get(language), is_now.get(language)
        if _digest(then) != _digest(source):
            yield Change(Changed.CAPTIONS, _names(then), _names(source), None if language == OWN else language)


def _captions(build: Build, kinds: FileKinds) -> Mapping[str, Source]:
    """Return the captions by language, without those that the build found to be of another recording."""
    files, some_dropped = build.request.files, _is_dropped(build, "captions_dropped")
    return {
        language: source
        for language, (source, given_with) in captions_of(build.request).items()
        if not (some_dropped and kinds.have_other_sound(given_with, files))
    }


def _beside(before: Build, now: Build) -> Iterator[Change]:
    cues = [None if _is_dropped(build, "cues_dropped") else _digest(build.request.cues) for build in (before, now)]
    methods = [_method(build) for build in (before, now)]
    if cues[0] != cues[1] or methods[0] != methods[1]:
        yield Change(Changed.TIMES, (methods[0],), (methods[1],))
    if before.request.notes is not now.request.notes:
        yield Change(Changed.NOTES, (before.request.notes,), (now.request.notes,))
    also = [set(build.request.also) for build in (before, now)]
    if also[0] != also[1]:
        yield Change(Changed.VARIANTS, tuple(sorted(also[0] - also[1])), tuple(sorted(also[1] - also[0])))
    tracks = [None if _is_dropped(build, "track_dropped") else build.request.track for build in (before, now)]
    if tracks[0] != tracks[1]:
        yield Change(Changed.TRACK, _texts(tracks[0]), _texts(tracks[1]))
    if before.request.clean_up is not now.request.clean_up:
        was, is_now = ((CLEANED,) if build.request.clean_up else () for build in (before, now))
        yield Change(Changed.CLEAN_UP, was, is_now)
    if before.request.automatic_captions is not now.request.automatic_captions:
        was, is_now = ((WANTED,) if build.request.automatic_captions else () for build in (before, now))
        yield Change(Changed.AUTOMATIC_CAPTIONS, was, is_now)


def _is_dropped(build: Build, code: str) -> bool:
    return any(warning.code == code for warning in build.warnings)


def _method(build: Build) -> str:
    """Return the method that found the slide times; of a build that did not keep it, the one that was asked for."""
    return build.request.timing if build.timeline is None else build.timeline.method


def _without(files: Sequence[Source], others: Sequence[Source]) -> tuple[str, ...]:
    """Return the names of the files that are not among the others."""
    known = {source.digest for source in others}
    return tuple(source.name for source in files if source.digest not in known)


def _digest(source: Source | None) -> str | None:
    return None if source is None else source.digest


def _names(source: Source | None) -> tuple[str, ...]:
    return () if source is None else (source.name,)


def _texts(value: tuple[str, ...] | str | int | date | None) -> tuple[str, ...]:
    """Return a detail's value as texts: none where it is not given."""
    if isinstance(value, tuple):
        return value
    return () if value is None else (str(value),)
