"""A published talk as files of one's own: all of it or nothing, and free of the store."""

import errno
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import httpx
import pytest
from migrated_database import MigratedDatabase
from parts_of import parts_of
from test_manifest import TALK
from whole_talk import content_of, put_release

from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.bootstrap import open_service
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.captions import CaptionsByLanguage
from mediasvc.domain.errors import NotFound, NotSupported, StorageFull, StorageUnavailable, Usage, Withdrawn
from mediasvc.domain.manifest import Attachment, Manifest
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.domain.takeaway import takeaway
from mediasvc.organiser.desk import Desk
from mediasvc.organiser.local import LocalDesk
from mediasvc.organiser.remote import RemoteDesk
from mediasvc.ports import Storage
from mediasvc.settings import Settings
from mediasvc.usecases.export import Handout, export

MADE_AT = datetime(2026, 11, 21, 9, 30, 12, tzinfo=UTC)
CONTENT = {
    "manifest.json": replace(TALK, title="A talk", text_tracks=()).to_json().encode(),
    "audio-low.webm": b"sound" * 1_000,
    "slides/0001-480.avif": b"picture",
    "handout-é.pdf": b"paper",
    "captions.vtt": "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nنعم\n".encode(),
    "transcript.txt": "نعم\n".encode(),
}


def page(manifest: Manifest, _captions: CaptionsByLanguage) -> str:
    return f"<h1>{manifest.title} é</h1>"


EXPECTED = {**CONTENT, "index.html": "<h1>A talk é</h1>".encode()}


@pytest.fixture
def storage() -> MemoryStorage:
    return MemoryStorage()


@pytest.fixture
def database(storage: MemoryStorage) -> MigratedDatabase:
    """A seminar `a-talk` whose second release is published, and a draft."""
    database = MigratedDatabase()
    files = keep(storage)
    with database.transaction() as catalogue:
        catalogue.seminars.add("a-draft", SeminarDetails("A draft"))
        seminar = catalogue.seminars.add("a-talk", SeminarDetails("A talk"))
        for number, listed in ((1, {"manifest.json": "old"}), (2, files)):
            build = BuildId(f"build-{number}")
            catalogue.builds.add(Build(build, seminar.id, BuildRequest((), seminar.details), MADE_AT))
            catalogue.releases.add(Release(seminar.id, number, build, listed, MADE_AT))
            catalogue.seminars.point(seminar.id, number, seminar.details, 0)
    return database


def keep(storage: Storage) -> dict[str, str]:
    files = {href: f"key-{index}" for index, href in enumerate(CONTENT)}
    for href, key in files.items():
        storage.put(key, BytesIO(CONTENT[href]))
    return files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """What is in the one folder inside, which is named as the talk's slug."""
    assert all(entry.filename.startswith("a-talk/") for entry in archive.infolist())
    return {entry.filename.removeprefix("a-talk/"): archive.read(entry) for entry in archive.infolist()}


def read_back(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("there", [False, True], ids=["new", "empty"])
def test_a_folder_holds_the_published_release_and_its_page(
    database: MigratedDatabase, storage: MemoryStorage, tmp_path: Path, there: bool
) -> None:
    out = tmp_path / "talk"
    if there:
        out.mkdir()
    export(parts_of(database, storage), Operator(), "a-talk", out, Handout(page))
    assert read_back(out) == EXPECTED
    assert names(tmp_path) == ["talk"]


def test_a_zip_holds_the_same_and_does_not_pack_media_again(
    database: MigratedDatabase, storage: MemoryStorage, tmp_path: Path
) -> None:
    export(parts_of(database, storage), Operator(), "a-talk", tmp_path / "talk.ZIP", Handout(page))
    assert names(tmp_path) == ["talk.ZIP"]
    with zipfile.ZipFile(tmp_path / "talk.ZIP") as archive:
        assert unpacked(archive) == EXPECTED
        assert archive.getinfo("a-talk/audio-low.webm").compress_type == zipfile.ZIP_STORED
        for href in ("index.html", "captions.vtt", "transcript.txt"):
            assert archive.getinfo(f"a-talk/{href}").compress_type == zipfile.ZIP_DEFLATED
        assert archive.getinfo("a-talk/index.html").date_time == (2026, 11, 21, 9, 30, 12)


def test_a_zip_may_hold_a_file_of_any_size(
    database: MigratedDatabase, storage: MemoryStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    export(parts_of(database, storage), Operator(), "a-talk", tmp_path / "talk.zip", Handout(page))
    with zipfile.ZipFile(tmp_path / "talk.zip") as archive:
        assert archive.read("a-talk/audio-low.webm") == CONTENT["audio-low.webm"]


def test_what_is_handed_out_may_be_changed(database: MigratedDatabase, tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path / "store")
    files = keep(storage)
    export(parts_of(database, storage), Operator(), "a-talk", tmp_path / "talk", Handout(page))
    for path in (tmp_path / "talk").iterdir():
        if path.is_file():
            with path.open("r+b") as file:
                file.write(b"mine!")
    with storage.open(files["audio-low.webm"]) as file:
        assert file.read() == CONTENT["audio-low.webm"]


@pytest.mark.parametrize("slug", ["no-such-talk", "a-draft"])
def test_what_is_not_published_is_not_found(
    database: MigratedDatabase, storage: MemoryStorage, tmp_path: Path, slug: str
) -> None:
    with pytest.raises(NotFound):
        export(parts_of(database, storage), Operator(), slug, tmp_path / "talk", Handout(page))
    assert names(tmp_path) == []


def test_a_withdrawn_talk_is_not_handed_out(database: MigratedDatabase, storage: MemoryStorage, tmp_path: Path) -> None:
    with database.transaction() as catalogue:
        catalogue.seminars.withdraw(catalogue.seminars.by_slug("a-talk").id)
    with pytest.raises(Withdrawn, match="a-talk"):
        export(parts_of(database, storage), Operator(), "a-talk", tmp_path / "talk", Handout(page))
    assert names(tmp_path) == []


def make_file(path: Path) -> None:
    path.write_text("mine")


def make_nothing(path: Path) -> None:
    assert not path.exists()


def make_folder(path: Path) -> None:
    path.mkdir()


def make_full_folder(path: Path) -> None:
    path.mkdir()
    (path / "mine.txt").write_text("mine")


@pytest.mark.parametrize(
    ("name", "make", "sentence"),
    [
        ("talk", make_full_folder, "is not empty"),
        ("talk", make_file, "cannot be replaced"),
        ("talk.zip", make_file, "is there already"),
        ("talk.zip", make_folder, "is there already"),
        ("gone/talk", make_nothing, "there is no folder"),
    ],
    ids=["full folder", "file", "zip", "folder named zip", "no parent"],
)
def test_what_is_there_is_never_replaced(
    database: MigratedDatabase,
    storage: MemoryStorage,
    tmp_path: Path,
    name: str,
    make: Callable[[Path], None],
    sentence: str,
) -> None:
    make(tmp_path / name)
    before = read_back(tmp_path), names(tmp_path)
    with pytest.raises(Usage, match=sentence):
        export(parts_of(database, storage), Operator(), "a-talk", tmp_path / name, Handout(page))
    assert (read_back(tmp_path), names(tmp_path)) == before


class BreakingStorage(MemoryStorage):
    """Breaks down at the first slide, when other files have been written already."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def open(self, key: str) -> BinaryIO:
        if key == "key-2":
            raise self.error
        return super().open(key)


@pytest.mark.parametrize("name", ["talk", "talk.zip"])
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StorageUnavailable("gone"), StorageUnavailable),
        (OSError(errno.ENOSPC, "No space left on device"), StorageFull),
        (PermissionError(errno.EACCES, "Permission denied"), Usage),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_nothing_half_made_stays(
    database: MigratedDatabase, tmp_path: Path, name: str, error: BaseException, told: type[BaseException]
) -> None:
    storage = BreakingStorage(error)
    keep(storage)
    with pytest.raises(told):
        export(parts_of(database, storage), Operator(), "a-talk", tmp_path / name, Handout(page))
    assert names(tmp_path) == []


@pytest.mark.parametrize("href", ["../evil", "/evil", "slides/../../evil", "..\\evil", "C:evil", "a//b", "./a", ""])
def test_a_name_that_leaves_the_folder_is_refused(storage: MemoryStorage, tmp_path: Path, href: str) -> None:
    database = MigratedDatabase()
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.add("a-talk", SeminarDetails("A talk"))
        catalogue.builds.add(Build(BuildId("b"), seminar.id, BuildRequest((), seminar.details), MADE_AT))
        catalogue.releases.add(Release(seminar.id, 1, BuildId("b"), {**keep(storage), href: "key-1"}, MADE_AT))
        catalogue.seminars.point(seminar.id, 1, seminar.details, 0)
    with pytest.raises(ValueError, match="outside its folder"):
        export(parts_of(database, storage), Operator(), "a-talk", tmp_path / "talk", Handout(page))
    assert names(tmp_path) == []


WHOLE = replace(TALK, slug="a-talk", release=1)


def named(manifest: Manifest, _captions: CaptionsByLanguage) -> str:
    """A page that tells what the manifest names."""
    return " ".join(file.href for file in manifest.files)


def expected_of(variants: list[str]) -> dict[str, bytes]:
    taken = takeaway(WHOLE, variants)
    files = {file.href: content_of(file) for file in taken.files}
    return {**files, "manifest.json": taken.to_json().encode(), "index.html": named(taken, {}).encode()}


def here(tmp_path: Path, manifest: Manifest = WHOLE) -> Desk:
    """A desk on this machine at which the whole talk is published."""
    settings = Settings(data_dir=tmp_path / "data")
    with open_service(settings) as service:
        put_release(service.database, service.storage, manifest)
    return LocalDesk(settings)


def elsewhere(_: Path, manifest: Manifest = WHOLE) -> Desk:
    """A desk at another service."""
    files = {file.href: content_of(file) for file in manifest.files}
    files["manifest.json"] = manifest.to_json().encode()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/v1/seminars/a-talk/manifest":
            return httpx.Response(307, headers={"Location": "/media/a-talk/1/manifest.json"})
        href = request.url.path.removeprefix("/media/a-talk/1/")
        return httpx.Response(200, content=files[href])

    return RemoteDesk("https://talks.example", None, httpx.MockTransport(answer))


@pytest.mark.parametrize("variants", [["audio-low"], ["video-high"], ["audio-basic", "video-low"]], ids="+".join)
@pytest.mark.parametrize("desk_at", [here, elsewhere])
def test_of_one_way_of_following_only_what_it_needs(
    tmp_path: Path, desk_at: Callable[[Path], Desk], variants: list[str]
) -> None:
    desk = desk_at(tmp_path)
    desk.export("a-talk", tmp_path / "talk", named, variants)
    assert read_back(tmp_path / "talk") == expected_of(variants)
    desk.export("a-talk", tmp_path / "talk.zip", named, variants)
    with zipfile.ZipFile(tmp_path / "talk.zip") as archive:
        assert unpacked(archive) == expected_of(variants)


@pytest.mark.parametrize("variants", [[], ["audio-low"]])
@pytest.mark.parametrize("desk_at", [here, elsewhere])
def test_a_talk_of_a_later_version_leaves_nothing(
    tmp_path: Path, desk_at: Callable[[Path], Desk], monkeypatch: pytest.MonkeyPatch, variants: list[str]
) -> None:
    desk = desk_at(tmp_path)
    monkeypatch.setattr("mediasvc.domain.manifest.VERSION", 0)
    with pytest.raises(NotSupported, match="version 1"):
        desk.export("a-talk", tmp_path / "talk", named, variants)
    assert "talk" not in names(tmp_path)


@pytest.mark.parametrize("name", ["talk", "talk.zip"])
@pytest.mark.parametrize("desk_at", [here, elsewhere])
@pytest.mark.parametrize(("variant", "told"), [("audio-master", Usage), ("nope", Usage), ("video-low", NotFound)])
def test_a_way_that_the_talk_has_not_leaves_nothing(
    tmp_path: Path,
    desk_at: Callable[[Path, Manifest], Desk],
    variant: str,
    told: type[Exception],
    name: str,
) -> None:
    kept = tuple(each for each in WHOLE.renditions if each.variant != "video-low")
    desk = desk_at(tmp_path, replace(WHOLE, renditions=kept))
    before = set(names(tmp_path))
    with pytest.raises(told, match="; available: audio-low, audio-basic, audio-high, video-high"):
        desk.export("a-talk", tmp_path / name, named, ["audio-low", variant])
    assert set(names(tmp_path)) == before


def test_words_are_packed_and_media_are_not(tmp_path: Path) -> None:
    transcript = Attachment("Transcript", "transcript.txt", "text/plain", 6_000)
    storage, database = MemoryStorage(), MigratedDatabase()
    put_release(database, storage, replace(WHOLE, attachments=(transcript, *WHOLE.attachments)))
    export(parts_of(database, storage), Operator(), "a-talk", tmp_path / "talk.zip", Handout(named))
    with zipfile.ZipFile(tmp_path / "talk.zip") as archive:
        packed = {each.filename for each in archive.infolist() if each.compress_type == zipfile.ZIP_DEFLATED}
        words = ("index.html", "manifest.json", "chapters.vtt", "transcript.txt")
        assert packed == {f"a-talk/{href}" for href in words}
        assert archive.read("a-talk/handout.pdf") == content_of(WHOLE.attachments[0])
