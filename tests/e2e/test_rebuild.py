"""What is made when a talk that there is already is asked for something new."""

import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import structlog
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from PIL import Image
from seminar import COLOURS

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.bootstrap import Service, open_service
from mediasvc.domain import variants
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, BuildState
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.order import Order
from mediasvc.domain.release import Release
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.variants import Mp3, Variant
from mediasvc.settings import Settings
from mediasvc.usecases.submit import submit
from mediasvc.usecases.watch import captions_of, manifest_of
from workers.runner import run_build
from workers.steps.artifacts import Artifacts

SECONDS = 4
NEW_ROW = Variant("audio-new", "Audio, new", Mp3(kbps=32, rate_hz=24_000))
FIELDS = ("sha256", "size_bytes", "href")
# Those whose tags a library reads.
HOLD_TITLES = ("audio-basic", "audio-high", "video-low", "video-high")


@dataclass(frozen=True)
class Talk:
    """A published talk, whose builds run in this process.

    `made` names what steps have really made; `drawn` says of how many slides: for their words, for their pictures and
    for each track.
    """

    service: Service
    made: list[str] = field(default_factory=list[str])
    drawn: list[int] = field(default_factory=list[int])

    def publish(self, *files: Path, **asked: Any) -> None:
        told: dict[str, Any] = {"details": DetailChanges(title="A talk"), "timing": TimingMethod.EVEN}
        self._submit(Order(files=files, **told | asked))

    def rebuild(self, **asked: Any) -> None:
        self._submit(Order(**asked))

    def _submit(self, order: Order[Path]) -> None:
        parts = replace(self.service, queue=MemoryJobQueue())
        self._run(submit(parts, Operator(), order, "a-talk"))

    @property
    def renditions(self) -> dict[str, tuple[Any, ...]]:
        """What the published manifest says of each."""
        told = manifest_of(self.service.storage, self._release).renditions
        return {each.variant: tuple(getattr(each, name) for name in FIELDS) for each in told}

    @property
    def places(self) -> list[tuple[Any, Any]]:
        """Where the published manifest says that the parts of each lie."""
        told = manifest_of(self.service.storage, self._release).renditions
        return [(each.initialization_range, each.index_range) for each in told]

    def content(self, variant: str) -> bytes:
        """The bytes of the published file of this variant."""
        with self.service.storage.open(self._release.files[self.renditions[variant][-1]]) as file:
            return file.read()

    @property
    def pictures(self) -> list[str]:
        """Where the published slides' pictures are kept."""
        return [key for href, key in self._release.files.items() if href.startswith("slides/")]

    @property
    def said(self) -> list[str]:
        """The texts of the published captions."""
        storage, release = self.service.storage, self._release
        captions = captions_of(storage, release, manifest_of(storage, release))
        return [caption.text for each in captions.values() for caption in each]

    @property
    def method(self) -> str:
        """The published timeline's method."""
        return manifest_of(self.service.storage, self._release).timeline.method

    @property
    def warned(self) -> set[str]:
        """The codes of the published build's warnings."""
        with self.service.database.reading() as catalogue:
            return {warning.code for warning in catalogue.builds.by_id(self._release.build_id).warnings}

    @property
    def transcript(self) -> str:
        with self.service.storage.open(self._release.files["transcript.txt"]) as file:
            return file.read().decode()

    @property
    def _release(self) -> Release:
        with self.service.database.reading() as catalogue:
            seminar = catalogue.seminars.by_slug("a-talk")
            return catalogue.releases.by_number(seminar.id, seminar.release or 0)

    def _run(self, build: Build) -> None:
        self.made.clear()
        self.drawn.clear()
        run_build(build.id)
        with self.service.database.reading() as catalogue:
            ended = catalogue.builds.by_id(build.id)
        assert ended.state is BuildState.PUBLISHED, ended.failure


@contextmanager
def opened(data_dir: Path) -> Generator[Talk]:
    """The talk of this data folder, whose builds are noted."""
    whole, whole_each = Artifacts.made, Artifacts.made_each
    with pytest.MonkeyPatch.context() as patched, ExitStack() as stack:
        patched.setenv("MEDIASVC_DATA_DIR", str(data_dir))
        stack.callback(structlog.contextvars.clear_contextvars)
        talk = Talk(stack.enter_context(open_service(Settings())))

        def noted(artifacts: Artifacts, key: Any, kind: Any, make: Callable[[Path], Any]) -> Any:
            def make_and_note(folder: Path) -> Any:
                talk.made.append(kind.__name__)
                return make(folder)

            return whole(artifacts, key, kind, make_and_note)

        def each_noted(artifacts: Artifacts, keys: Any, kind: Any, make: Callable[[Any, Path], Any], *rest: Any) -> Any:
            def make_and_note(missing: Any, folder: Path) -> Any:
                talk.drawn.append(len(missing))
                return make(missing, folder)

            return whole_each(artifacts, keys, kind, make_and_note, *rest)

        patched.setattr(Artifacts, "made", noted)
        patched.setattr(Artifacts, "made_each", each_noted)
        yield talk


def title_in(talk: Talk, variant: str) -> str:
    """The title that the published file of this variant holds."""
    content = BytesIO(talk.content(variant))
    told: Any = ID3(content) if variant.startswith("audio") else MP4(content)
    return str(told["TIT2"]) if variant.startswith("audio") else told["\xa9nam"][0]


@dataclass(frozen=True)
class Published:
    """A data folder with a talk that was published once, for copies alone, and how many slides were drawn for it."""

    data_dir: Path
    drawn: tuple[int, ...]


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, pages: Path, make_recording: Callable[[int], Path]
) -> Published:
    data_dir = tmp_path_factory.mktemp("published") / "data"
    with opened(data_dir) as talk:
        talk.publish(pages, make_recording(SECONDS))
        return Published(data_dir, tuple(talk.drawn))


@pytest.fixture
def talk(published: Published, tmp_path: Path) -> Iterator[Talk]:
    with opened(copytree(published.data_dir, tmp_path / "data")) as talk:
        yield talk


def test_another_title_is_written_into_files_of_the_same_length_and_nothing_is_encoded(talk: Talk) -> None:
    before, places = talk.renditions, talk.places
    assert [title_in(talk, variant) for variant in HOLD_TITLES] == ["A talk"] * len(HOLD_TITLES)
    talk.rebuild(details=DetailChanges(title="محاضرة 🐐", series="Savings"))
    assert talk.made == ["KeptFile"] * len(before)
    assert [title_in(talk, variant) for variant in HOLD_TITLES] == ["محاضرة 🐐"] * len(HOLD_TITLES)
    after = talk.renditions
    assert {name: told[1:] for name, told in after.items()} == {name: told[1:] for name, told in before.items()}
    assert all(after[name][0] != before[name][0] for name in before)
    assert talk.places == places
    for name, (sha256, size_bytes, _) in after.items():
        content = talk.content(name)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (sha256, size_bytes)
    assert b"Savings" in talk.content("audio-low")
    talk.rebuild(details=DetailChanges(title="A talk", cleared=frozenset({"series"})))
    assert (talk.made, talk.renditions) == ([], before)


def test_the_same_again_makes_nothing(talk: Talk) -> None:
    before = talk.renditions
    talk.rebuild()
    assert (talk.made, talk.renditions) == ([], before)


def test_of_a_replaced_deck_the_changed_slide_alone_is_drawn(
    published: Published, talk: Talk, make_recording: Callable[[int], Path], tmp_path: Path
) -> None:
    assert published.drawn == (2, 2, 2, 2)
    changed = tmp_path / "changed.pdf"
    first, second = (Image.new("RGB", (640, 360), colour) for colour in (COLOURS[0], COLOURS[2]))
    first.save(changed, save_all=True, append_images=[second])
    talk.publish(changed, make_recording(SECONDS))
    assert talk.drawn == [1, 1, 1, 1]


def test_a_new_row_of_the_table_is_added_to_an_old_talk_alone(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = talk.renditions
    monkeypatch.setattr(variants, "VARIANTS", (*variants.VARIANTS, NEW_ROW))
    talk.rebuild()
    assert sorted(talk.made) == ["KeptFile", "MuxedFile", "SoundTrack"]
    after = talk.renditions
    assert after.pop("audio-new")[-1] == "audio-new.mp3"
    assert after == before


def test_what_is_asked_for_is_made_alone_and_kept_until_it_is_taken_away(talk: Talk) -> None:
    before = talk.renditions
    talk.rebuild(also=("video-upload",))
    tracks = [kind for kind in talk.made if kind.endswith("Track")]
    assert sorted(tracks) == ["PictureTrack", "SoundTrack"]
    assert talk.made.count("MuxedFile") == 1
    assert not {"Master", "RenderedDeck", "Timeline"} & set(talk.made)
    more = talk.renditions
    assert list(more) == [*before, "video-upload"]
    talk.rebuild()
    assert (talk.made, talk.renditions) == ([], more)
    talk.rebuild(also=())
    assert (talk.made, talk.renditions) == ([], before)


def test_cleaned_up_sound_is_levelled_and_encoded_again_and_no_picture_is(talk: Talk) -> None:
    before = talk.renditions
    talk.rebuild(clean_up=True)
    assert talk.made.count("Master") == 1
    assert {kind for kind in talk.made if kind.endswith("Track")} == {"SoundTrack"}
    cleaned = talk.renditions
    assert list(cleaned) == list(before)
    assert not set(cleaned.values()) & set(before.values())
    talk.rebuild()
    assert (talk.made, talk.renditions) == ([], cleaned)
    talk.rebuild(clean_up=False)
    assert (talk.made, talk.renditions) == ([], before)


def test_captions_come_change_and_go_and_nothing_is_made_for_them(talk: Talk, tmp_path: Path) -> None:
    before, pictures = talk.renditions, talk.pictures
    assert (talk.said, bool(pictures)) == ([], True)
    captions = tmp_path / "talk.vtt"
    captions.write_text(
        "WEBVTT\n\n00:00.500 --> 00:01.000\n<v Hana>Hello.\n\n00:01.000 --> 01:00:00.000\nBye &amp; thanks.\n"
    )
    better = tmp_path / "better.srt"
    better.write_text("1\n00:00:00,500 --> 00:00:00,500\nGood morning.\n")
    repaired = {"captions_repaired"}
    none: dict[str, Any] = {"cleared": frozenset({"captions"})}
    for asked, said, codes in (
        ({"captions": captions}, ["Hana: Hello.", "Bye & thanks."], set[str]()),
        ({}, ["Hana: Hello.", "Bye & thanks."], set[str]()),
        ({"captions": better}, ["Good morning."], repaired),
        (none, [], set[str]()),
    ):
        talk.rebuild(**asked)
        assert talk.warned & repaired == codes
        read = ["CaptionsFromFile"] if "captions" in asked else []
        assert (talk.made, talk.renditions, talk.pictures) == (read, before, pictures)
        assert talk.said == said
        assert all(text in talk.transcript for text in said)


def test_captions_in_another_language_come_and_go_alone_and_nothing_else_is_made(
    talk: Talk, pages: Path, make_recording: Callable[[int], Path], tmp_path: Path
) -> None:
    own, arabic, manuscript = tmp_path / "talk.vtt", tmp_path / "talk.ar.vtt", tmp_path / "talk.fr.txt"
    own.write_text("WEBVTT\n\n00:00.500 --> 00:01.000\nHello.\n")
    arabic.write_text("WEBVTT\n\n00:00.500 --> 00:01.000\nنعم.\n")
    manuscript.write_text("Bonjour à toutes et à tous, et merci beaucoup. " * 3)
    talk.rebuild(captions=own)
    before, pictures = talk.renditions, talk.pictures
    for asked, said in (
        ({"captions_in": {"ar": arabic}}, ["Hello.", "نعم."]),
        ({"captions_in": {"ar": None}}, ["Hello."]),
    ):
        talk.rebuild(**asked)
        read = ["CaptionsFromFile"] if any(asked["captions_in"].values()) else []
        assert (talk.made, talk.renditions, talk.pictures) == (read, before, pictures)
        assert (talk.said, talk.warned & {"captions_doubtful"}) == (said, set())
    # One that is long enough to say it.
    talk.publish(
        pages, make_recording(2 * SECONDS), timing=None, details=DetailChanges(), captions_in={"fr": manuscript}
    )
    assert "Bonjour" in talk.said[0]
    assert "captions_dropped" in talk.warned
    assert "captions_times_estimated" in talk.warned
    talk.rebuild(cleared=frozenset({"captions"}))
    assert talk.said == []


def test_captions_of_another_talk_are_published_with_a_warning(
    talk: Talk, deck: Path, make_recording: Callable[[int], Path], tmp_path: Path
) -> None:
    captions, own, cues = tmp_path / "other.vtt", tmp_path / "own.vtt", tmp_path / "cues.csv"
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:06.000\n" + "basalt melts where oceanic plates sink " * 5)
    own.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nThank you.\n")
    cues.write_text("slide,start\n1,0\n2,1.5\n")
    talk.publish(deck, make_recording(SECONDS), captions=captions)
    assert "captions_doubtful" in talk.warned
    talk.rebuild(cues=cues, timing=TimingMethod.CUES)
    assert (talk.method, "captions_doubtful" in talk.warned) == ("cues", True)
    talk.rebuild(captions=own)
    assert "captions_doubtful" not in talk.warned


def test_cues_and_captions_go_with_a_replaced_recording(
    talk: Talk, pages: Path, make_recording: Callable[[int], Path], tmp_path: Path
) -> None:
    captions, cues = tmp_path / "talk.vtt", tmp_path / "cues.csv"
    captions.write_text("WEBVTT\n\n00:00.500 --> 00:01.000\nHello.\n")
    cues.write_text("slide,start\n1,0\n2,1.5\n")
    talk.rebuild(cues=cues, captions=captions, also=("audio-master",))
    variants = list(talk.renditions)
    assert "audio-master" in variants
    assert (talk.method, talk.said, talk.warned) == ("cues", ["Hello."], set())
    other, details = make_recording(SECONDS + 1), {"details": DetailChanges()}
    talk.publish(pages, other, timing=None, **details)
    assert (talk.method, talk.said) == ("even", [])
    assert talk.warned == {"cues_dropped", "captions_dropped", "timing_is_a_guess"}
    talk.rebuild(keep_captions=True)
    assert (talk.said, talk.warned) == (["Hello."], {"cues_dropped", "timing_is_a_guess"})
    talk.publish(pages, other, timing=TimingMethod.CUES, keep_cues=True, **details)
    assert (talk.method, talk.said, talk.warned) == ("cues", ["Hello."], set())
    # A deck with fewer slides keeps the times of those that it has.
    shorter = tmp_path / "shorter.pdf"
    Image.new("RGB", (640, 360), COLOURS[0]).save(shorter)
    talk.publish(shorter, other, timing=None, **details)
    assert (talk.method, talk.said, talk.warned) == ("cues", ["Hello."], {"slide_times_left_out"})
    assert list(talk.renditions) == variants
