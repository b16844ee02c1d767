"""Captions in several languages: what an order leaves, replaces and takes away of those of the last build."""

from collections.abc import Iterable, Mapping
from typing import Any

from mediasvc.domain.build import BuildRequest, Source, Translation
from mediasvc.domain.errors import Usage
from mediasvc.domain.languages import canonical_language, checked_language

# More would be a mistake: each is read when the talk is built.
MOST_LANGUAGES = 50
# Stands for the talk's own language, which may not be known (ISO 639-2).
OWN = "und"
# Captions, and the files that they were given for.
Given = tuple[Source, tuple[Source, ...]]


def check_languages(languages: Iterable[str]) -> None:
    """Raise Usage where a language has another form than BCP 47 has, is there twice, or where there are too many."""
    seen: set[str] = set()
    for language in languages:
        tag = canonical_language(checked_language(language))
        if tag in seen:
            raise Usage(f"captions in {tag} are given twice; a talk has one file of captions in each language")
        seen.add(tag)
    if len(seen) > MOST_LANGUAGES:
        raise Usage(f"these are captions in {len(seen)} languages, {MOST_LANGUAGES} are allowed")


def ordered_captions(
    given: Iterable[tuple[str, Source | None]],
    last: BuildRequest | None,
    files: tuple[Source, ...],
    language: str | None,
    *,
    are_kept: bool,
) -> dict[str, Any]:
    """Return the captions of a talk in this `language`, as the fields of its build request.

    `given` are captions by language, OWN for the talk's own, and None where those of a language are taken away. Those
    of the `last` request stay, and belong to `files` where they `are_kept`. Captions in OWN are in the talk's language,
    whatever that is now; a translation into it takes their place.

    Raises:
        Usage: two files are in one language.
    """
    own = None if language is None else canonical_language(language)
    asked: dict[str, Source | None] = {}
    for tag, source in given:
        key = _key(tag, own)
        if source is not None and asked.get(key) is not None:
            raise Usage(f"captions are given twice in the talk's own language, {own or 'which nobody knows'}")
        asked[key] = source or asked.get(key)
    captions: dict[str, Given] = {}
    for tag, (source, given_with) in () if last is None else captions_of(last).items():
        key = _key(tag, own)
        if key in captions and key not in asked:
            raise Usage(
                f"the talk has captions in {own} beside its own, which would be in {own} too; take one of them away"
            )
        captions[key] = (source, files if are_kept else given_with)
    for key, source in asked.items():
        captions.pop(key, None)
        if source is not None:
            captions[key] = (source, files)
    told: dict[str, Any] = {}
    if OWN in captions:
        told["captions"], told["captions_with"] = captions.pop(OWN)
    return {**told, "translations": tuple(Translation(tag, *captions[tag]) for tag in captions)}


def own_language(language: str | None) -> str:
    """Return the tag of the captions of a talk in this language, OWN where nobody knows it."""
    return OWN if language is None else canonical_language(language)


def captions_of(request: BuildRequest) -> Mapping[str, Given]:
    """Return the captions that a build is given, by their languages: OWN, for the talk's, is the first one."""
    captions: dict[str, Given] = {}
    if request.captions is not None:
        captions[OWN] = (request.captions, request.captions_with or request.files)
    for each in request.translations:
        captions[each.language] = (each.source, each.given_with or request.files)
    return captions


def _key(tag: str, own: str | None) -> str:
    canonical = canonical_language(tag)
    return OWN if canonical == own else canonical
