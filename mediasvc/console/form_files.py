"""Files that a form brings, keeps, marks or takes away."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import chain, count
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import cast

from mediasvc.console.files import Chosen, language_of, said_among
from mediasvc.console.visit import Visit
from mediasvc.domain.build import Digest
from mediasvc.domain.errors import Usage
from mediasvc.domain.seminar import checked_file_name
from mediasvc.usecases.arrange import arrange
from mediasvc.usecases.my_talks import my_files
from mediasvc.usecases.readings import readings
from mediasvc.usecases.upload import Sent, detach, upload
from mediasvc.usecases.uploads import remove_upload


def keep_files(visit: Visit, slug: str) -> list[str]:
    """Keep the files that the form brought, and return their names. None takes the place of another good one."""
    limits = visit.service.settings.limits
    most_bytes = max(limits.deck_bytes, limits.recording_bytes)
    taken, names = _taken(visit, slug), list[str]()
    taken.pop(visit.text("replace"), None)
    for each in visit.files("files"):
        spooled = cast("SpooledTemporaryFile[bytes]", each.file)
        digest = Digest(hashlib.file_digest(spooled, "sha256").hexdigest())
        each.file.seek(0)
        name = _free_name(checked_file_name(each.filename or ""), digest, taken)
        taken[name] = digest
        names.append(upload(visit.service, visit.actor, slug, Sent(name, digest, each.file, most_bytes)).name)
    return names


def with_kept(visit: Visit, listed: Sequence[str], kept: Sequence[str]) -> list[str]:
    """Return the names of the listed files, and of those that were kept: in the place of the one that they replace."""
    replaced = visit.text("replace")
    if not kept or replaced not in listed:
        return [*dict.fromkeys([*listed, *kept])]
    if replaced not in kept:
        take_away(visit, replaced)
    place = listed.index(replaced)
    names = [*dict.fromkeys([*listed[:place], *kept, *listed[place + 1 :]])]
    arrange(visit.service, visit.actor, visit.slug, names)
    return names


def marked_in(visit: Visit, kept: Sequence[str]) -> list[str]:
    """Return the names of the files that are marked as manuscripts; those that replace such a one are, too."""
    marked = visit.texts("said")
    return [*marked, *kept] if visit.text("replace") in marked else marked


def said_of(visit: Visit, slug: str, names: Sequence[str], marked: Sequence[str]) -> dict[str, str]:
    """Return the names of the files that hold what is said, by their languages, OWN for the talk's.

    Raises Usage where two are in one language.
    """
    last, chosen = my_files(visit.service, visit.actor, slug).said, chosen_in(visit.form)
    said: dict[str, str] = {}
    for name in said_among(names, marked):
        language = language_of(name, chosen(name), last)
        if language in said:
            both = f"{said[language]} and {name}"
            raise Usage(f"{both} hold what is said in the same language; choose another one").because("said_twice")
        said[language] = name
    return said


def chosen_in(fields: Mapping[str, object]) -> Chosen:
    """Return what these fields, of a form or an address, say of the languages of files."""

    def chosen(name: str) -> str | None:
        value = fields.get(f"language:{name}")
        return value if isinstance(value, str) else None

    return chosen


def take_away(visit: Visit, name: str) -> None:
    """Take the file away, whether it is here, on its way, or neither any more."""
    service, actor, slug = visit.service, visit.actor, visit.slug
    for each in my_files(service, actor, slug).uploads:
        if each.name == name:
            remove_upload(service, actor, slug, each.id)
    if name in {source.name for source in my_files(service, actor, slug).sources}:
        detach(service, actor, slug, name)


def _taken(visit: Visit, slug: str) -> dict[str, Digest | None]:
    """Return the digests of the talk's files by their names; None of those on their way. Broken ones are left out."""
    here = readings(visit.service, visit.actor, slug).sources
    uploads = my_files(visit.service, visit.actor, slug).uploads
    return {
        **{upload.name: None for upload in uploads},
        **{each.source.name: each.source.digest for each in here if each.reading.failure is None},
    }


def _free_name(name: str, digest: Digest, taken: Mapping[str, Digest | None]) -> str:
    """Return the name; with a number where a file of another digest has it."""
    path = PurePosixPath(name)
    numbered = (f"{path.stem} ({number}){path.suffix}" for number in count(2))
    return next(free for free in chain([name], numbered) if taken.get(free, digest) == digest)
