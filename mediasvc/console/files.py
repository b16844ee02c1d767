"""The files of a talk, as pages list them while they arrive and are read."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from mediasvc.console.visit import Visit
from mediasvc.delivery.addresses import API
from mediasvc.domain.build import Source
from mediasvc.domain.errors import Failure
from mediasvc.domain.languages import NAMES, canonical_language
from mediasvc.domain.reading import Reading, SourceKind
from mediasvc.domain.translations import OWN
from mediasvc.usecases.my_talks import my_files
from mediasvc.usecases.readings import ReadSources, readings

# Of a deck's pictures, as many as tell it from another one.
PICTURES = 6
# A file of captions, or a manuscript, is told by its name: its content is text like any other.
CAPTIONS = (".vtt", ".srt", ".txt", ".docx")
# A PDF is a deck unless somebody says that it is a manuscript.
MAY_BE_SAID = ".pdf"
# Before the suffix: talk.fr.vtt, talk_fr.srt.
LANGUAGE_IN_NAME = re.compile(r"[._ -]([A-Za-z]{2}(?:-[A-Za-z]{2,4})?)\.\w+$", re.ASCII)
# The language that somebody chose for the file of a name; None where nobody has.
Chosen = Callable[[str], str | None]
SLIDES = (MAY_BE_SAID, ".odp", ".pps", ".ppsx", ".ppt", ".pptx")


@dataclass(frozen=True)
class ListedFile:
    """A file of a talk. `arrived_bytes` is how much of one on its way is here; None where it is here as a whole.

    A deck that `is_narrated` brings the sound of its talk; one that `may_be_narrated` does so, or nobody knows. A file
    that `is_said` holds captions or a manuscript in this `language`, OWN for the talk's; of one that `may_be_said`,
    people are asked whether it does.
    """

    name: str
    size_bytes: int
    arrived_bytes: int | None = None
    kind: SourceKind | None = None
    slides: int | None = None
    is_narrated: bool = False
    may_be_narrated: bool = False
    is_being_read: bool = False
    failure: Failure | None = None
    pictures: Sequence[str] = ()
    is_said: bool = False
    may_be_said: bool = False
    language: str = OWN


def said_among(names: Sequence[str], marked: Collection[str]) -> list[str]:
    """Return the names of captions and manuscripts, given the names of the PDFs that are marked as such."""
    return [
        name
        for name in names
        if name.lower().endswith(CAPTIONS) or (name in marked and name.lower().endswith(MAY_BE_SAID))
    ]


def may_be_said(among: Sequence[str]) -> list[str]:
    """Return the names of files that may be a manuscript as well as a deck: PDFs, unless there is no other deck."""
    decks = [name for name in among if name.lower().endswith(SLIDES)]
    return [name for name in decks if name.lower().endswith(MAY_BE_SAID) and len(decks) > 1]


def language_of(name: str, chosen: str | None, last: Mapping[str, str]) -> str:
    """Return the language of what is said in the file of this name, OWN for the talk's.

    It is the one that is `chosen`; else the one that it was `last` ordered in; else what its name says, as talk.fr.vtt.
    """
    if chosen is not None:
        return chosen
    ordered = next((language for language, other in last.items() if other == name), None)
    if ordered is not None:
        return ordered
    named = LANGUAGE_IN_NAME.search(name)
    tag = canonical_language(named[1]) if named else OWN
    return tag if tag.partition("-")[0] in NAMES.values() else OWN


def listed_files(
    visit: Visit, found: ReadSources, marked: Collection[str] | None = None, chosen: Chosen = lambda _: None
) -> Sequence[ListedFile]:
    """Return the files of the talk in their order: those that are here, then those on their way.

    `marked` are the names of PDFs that are manuscripts; None takes what the talk was last ordered with. `chosen` has
    the language that somebody chose for the captions of a file's name.
    """
    slug = found.seminar.slug
    mine = my_files(visit.service, visit.actor, slug)
    here = [_here(slug, each.source, each.reading) for each in found.sources]
    here_already = {file.name for file in here}
    files = here + [
        ListedFile(upload.name, upload.length_bytes, upload.offset_bytes)
        for upload in mine.uploads
        if upload.name not in here_already
    ]
    names = [file.name for file in files]
    said = said_among(names, [*mine.said.values()] if marked is None else marked)
    asked = {*may_be_said(names), *(name for name in said if not name.lower().endswith(CAPTIONS))}
    listed = [
        _as_said(file, language_of(file.name, chosen(file.name), mine.said)) if file.name in said else file
        for file in files
    ]
    return [replace(file, may_be_said=file.name in asked) for file in listed]


def _as_said(file: ListedFile, language: str) -> ListedFile:
    """Return a file that holds what is said: what it would be as slides, and is wrong with those, is left out."""
    size_bytes, arrived_bytes = file.size_bytes, file.arrived_bytes
    return ListedFile(file.name, size_bytes, arrived_bytes, SourceKind.NEITHER, is_said=True, language=language)


def missing_of(visit: Visit, files: Sequence[ListedFile]) -> str:
    """Return a sentence that says what a talk still needs; an empty one where that is not known yet, or nothing."""
    if not files or any(file.is_being_read or file.arrived_bytes is not None for file in files):
        return ""
    words, kinds = visit.reader.language.words["draft"], {file.kind for file in files}
    if any(file.failure for file in files):
        return ""
    if SourceKind.DECK not in kinds:
        return str(words["missing_deck"])
    decks = [file for file in files if file.kind is SourceKind.DECK]
    if SourceKind.RECORDING in kinds or all(deck.is_narrated for deck in decks):
        return str(words["complete"])
    return "" if all(deck.may_be_narrated for deck in decks) else str(words["missing_recording"])


def picture_of_slide(visit: Visit, slug: str) -> Callable[[int], str | None]:
    """Return a function from a slide's number, counted over all decks, to the address of a small picture of it.

    It knows the decks that are on the talk's list, which may not be those that a release was built of.
    """
    pictures: list[str] = []
    said = my_files(visit.service, visit.actor, slug).said.values()
    for each in readings(visit.service, visit.actor, slug).sources:
        if each.reading.kind is SourceKind.DECK and each.source.name not in said:
            pictures += _pictures(slug, each.source, each.reading)
    return lambda number: pictures[number - 1] if 0 < number <= len(pictures) else None


def _here(slug: str, source: Source, reading: Reading) -> ListedFile:
    return ListedFile(
        source.name,
        source.size_bytes,
        kind=reading.kind,
        slides=reading.slides,
        is_narrated=reading.is_narrated,
        may_be_narrated=reading.may_be_narrated,
        is_being_read=not reading.state.is_final,
        failure=reading.failure,
        pictures=_pictures(slug, source, reading)[:PICTURES],
    )


def _pictures(slug: str, source: Source, reading: Reading) -> Sequence[str]:
    address = f"{API}/seminars/{slug}/readings/{source.digest}/slides"
    return [f"{address}/{number}" for number in range(1, len(reading.thumbnails) + 1)]
