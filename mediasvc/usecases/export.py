"""Hand out a published talk as files of one's own: a folder, or a zip, that plays without any service."""

import errno
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import uuid4

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.captions import CaptionsByLanguage
from mediasvc.domain.errors import MediasvcError, NotFound, StorageFull, Usage, Withdrawn
from mediasvc.domain.manifest import Manifest, read_manifest
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import SeminarState
from mediasvc.domain.takeaway import checked_variants, takeaway
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.watch import MANIFEST, captions_in

PAGE = "index.html"
# The exported page, made of the manifest and of what is said.
MakePage = Callable[[Manifest, CaptionsByLanguage], str]
# What opens each file of a release, by its href.
Files = Mapping[str, Callable[[], AbstractContextManager[BinaryIO]]]

COMPRESSIBLE = (".html", ".json", ".txt", ".vtt")


@dataclass(frozen=True)
class Handout:
    """How a talk is handed out: with the page that `page` makes of its manifest, and with all of its files.

    Where `variants` are named, it is what following these needs (domain/takeaway.py), and the manifest says so.
    """

    page: MakePage
    variants: Sequence[str] = ()


def export(parts: Parts, actor: Actor, slug: str, out: Path, handout: Handout) -> None:
    """Write the published release's files, and their page, to `out`, all or nothing.

    `out` is a folder, which is made unless it is there and empty, or a new zip file if its name ends in `.zip`, with
    one folder inside that is named as the talk's slug. The files are copies: what becomes of them touches nothing in
    storage.

    Raises:
        NotFound: there is no such seminar, nothing of it is published, or it has no such variant.
        Withdrawn: it is not to be seen any more.
        NotSupported: a later version of the service has made it.
        Usage: `out` cannot be that folder or file, or a variant cannot be followed alone.
        StorageFull: there is no room for it.
    """
    release = _published(parts, actor, slug)
    files = {href: partial(parts.storage.open, key) for href, key in release.files.items()}
    write(files, slug, release.created_at, out, handout)


def write(files: Files, slug: str, created_at: datetime, out: Path, handout: Handout) -> None:
    """Write as `export` does, for the release that has these files by their hrefs, each with what opens it.

    Raises:
        NotFound: it has no such variant.
        NotSupported: a later version of the service has made it.
        Usage: `out` cannot be that folder or file, or a variant cannot be followed alone.
        StorageFull: there is no room for it.
    """
    for href in files:
        _refuse_leaving(href)
        _refuse_leaving(f"{slug}/{href}")
    out = out.resolve()
    zipped = out.suffix.lower() == ".zip"
    _refuse_taken(out, zipped)
    if handout.variants:
        files = _reduced(files, handout.variants)
    staged = out.with_name(f".mediasvc-{uuid4().hex}")
    try:
        contents = _contents(files, handout.page)
        if zipped:
            _write_zip(staged, slug, created_at, contents)
        else:
            _write_folder(staged, contents)
        _hand_over(staged, out)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        _remove(staged)


def _hand_over(staged: Path, out: Path) -> None:
    """An empty folder that is there already stays the folder that it is, and is filled."""
    if not out.is_dir():
        staged.rename(out)
        return
    for path in staged.iterdir():
        path.rename(out / path.name)


def _published(parts: Parts, actor: Actor, slug: str) -> Release:
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        if seminar.state is SeminarState.WITHDRAWN:
            raise Withdrawn(slug)
        if seminar.release is None:
            raise NotFound(f"{slug} is not published")
        return catalogue.releases.by_number(seminar.id, seminar.release)


def _refuse_leaving(href: str) -> None:
    path = PurePosixPath(href)
    if path.is_absolute() or ".." in path.parts or "\\" in href or ":" in href or path.as_posix() != href:
        raise ValueError(f"a release names a file outside its folder: {href!r}")


def _refuse_taken(out: Path, zipped: bool) -> None:
    if not out.parent.is_dir():
        raise Usage(f"there is no folder {out.parent} to put {out.name} into")
    if zipped and out.exists():
        raise Usage(f"{out} is there already; name a new file")
    if out.is_mount() or (out.exists() and not out.is_dir()):
        raise Usage(f"{out} cannot be replaced; name a new folder")
    if out.is_dir() and any(out.iterdir()):
        raise Usage(f"{out} is not empty; name a new folder, or an empty one")


def _reduced(files: Files, variants: Sequence[str]) -> Files:
    """The files of the talk to take away, its manifest among them. Raises NotFound, NotSupported, Usage."""
    with files[MANIFEST]() as file:
        whole = read_manifest(file)
    manifest = takeaway(whole, checked_variants(whole, variants))
    needed: Files = {named.href: files[named.href] for named in manifest.files}
    return {MANIFEST: partial(BytesIO, manifest.to_json().encode()), **needed}


def _contents(files: Files, page: MakePage) -> Iterator[tuple[str, BinaryIO]]:
    """Every file's href and its bytes, to be read before the next one is asked for."""
    for href, open_file in files.items():
        with open_file() as file:
            yield href, file
    with files[MANIFEST]() as file:
        manifest = read_manifest(file)
    said = captions_in(manifest, lambda href: files[href]())
    yield PAGE, BytesIO(page(manifest, said).encode())


def _write_folder(folder: Path, contents: Iterator[tuple[str, BinaryIO]]) -> None:
    folder.mkdir()
    for href, file in contents:
        path = folder / href
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as copy:
            shutil.copyfileobj(file, copy)


def _write_zip(path: Path, slug: str, created_at: datetime, contents: Iterator[tuple[str, BinaryIO]]) -> None:
    with zipfile.ZipFile(path, "x") as archive:
        for href, file in contents:
            entry = zipfile.ZipInfo(f"{slug}/{href}", created_at.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED if href.endswith(COMPRESSIBLE) else zipfile.ZIP_STORED
            # A stream's length is not known beforehand, and may pass what the plain format can say.
            with archive.open(entry, "w", force_zip64=True) as copy:
                shutil.copyfileobj(file, copy)


def _unwritable(out: Path, error: OSError) -> MediasvcError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull(f"no room for {out}")
    return Usage(f"{out} cannot be written ({error.strerror or error})")


def _remove(staged: Path) -> None:
    """What is left of a failed export; after a good one there is nothing by this name."""
    if staged.is_dir():
        shutil.rmtree(staged)
    else:
        staged.unlink(missing_ok=True)
