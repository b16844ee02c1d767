"""Steps over their artifacts: nothing is made twice, and what is gone is made again as it was."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from unittest.mock import patch

import pytest
from makers import PALETTE, PATIENCE_S, SlideSpec, make_deck, make_speech
from workshop import NARROW, Workshop, hand_in, ignore_share

from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.domain.build import BuildRequest, Digest, Source
from mediasvc.domain.errors import ConversionFailed
from mediasvc.domain.limits import Limits
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.variants import VARIANTS, Variant
from workers import process
from workers.process import OURS
from workers.sandbox.bubblewrap import command_line
from workers.steps import (
    encode_picture,
    encode_sound,
    ingest,
    master_audio,
    measure_sound,
    mux,
    plan_timeline,
    read_slides,
    render_slides,
)
from workers.steps.artifacts import JOB_ABANDONED_S, SCRATCH_IN_USE_S, Artifacts, KeptFile
from workers.steps.encode_picture import PictureTrack
from workers.steps.encode_sound import SoundTrack
from workers.steps.mux import MuxedFile

KEY = Digest("0" * 64)
# One of each container.
SOME = (VARIANTS[0], *(variant for variant in VARIANTS if variant.chaptered), VARIANTS[3])


class CountingStorage(MemoryStorage):
    """Remembers the keys that were put."""

    def __init__(self) -> None:
        super().__init__()
        self.puts: list[str] = []

    def put(self, key: str, file: BinaryIO) -> None:
        self.puts.append(key)
        super().put(key, file)

    def content(self) -> dict[str, bytes]:
        return {key: self.open(key).read() for key in self.puts}


@dataclass(frozen=True)
class Talk:
    """What one build made."""

    sounds: dict[Variant, SoundTrack]
    pictures: dict[Variant, PictureTrack]
    renditions: dict[Variant, MuxedFile]


def build(artifacts: Artifacts, files: Sequence[Source], cues: Source, first: Sequence[Source] = ()) -> Talk:
    """Do as the runner does, one step after the other, with narrow pictures of the slides.

    `first` are the files of the seminar's first build, where this is another one.
    """
    limits = Limits()
    request = BuildRequest(tuple(files), SeminarDetails("A talk"), first_files=tuple(first or files))
    ingested = ingest.with_belongings(artifacts, request, ingest.run(artifacts, files, limits), limits)
    measured = measure_sound.run(artifacts, ingested.recordings, limits, ignore_share)
    with patch.object(render_slides, "SLIDE_WIDTHS", NARROW):
        decks = read_slides.run(artifacts, ingested.decks, limits, ingested.first_decks)
        rendered = render_slides.run(artifacts, decks, ignore_share)
    master = master_audio.run(artifacts, measured, ignore_share)
    slides = read_slides.visible_slides(decks)
    given = plan_timeline.GivenCues(cues)
    shown = plan_timeline.run(artifacts, TimingMethod.CUES, slides, master.duration_ms, given, limits).timeline
    talk = Talk({}, {}, {})
    for variant in SOME:
        talk.sounds[variant] = encode_sound.run(artifacts, master, variant.sound, ignore_share)
        if variant.picture is not None:
            picture = encode_picture.run(artifacts, decks, shown, variant.picture, ignore_share)
            talk.pictures[variant] = picture
        contents = mux.contents_of(rendered, shown) if variant.chaptered else None
        sound, picture = talk.sounds[variant], talk.pictures.get(variant)
        talk.renditions[variant] = mux.run(artifacts, variant, sound, picture, contents, master.duration_ms)
    return talk


def files_of_a_talk(workshop: Workshop, storage: MemoryStorage) -> list[Source]:
    slides = [SlideSpec(PALETTE[0], "One"), SlideSpec(PALETTE[1], "Two"), SlideSpec(PALETTE[2], hidden=True)]
    deck = workshop.once("steps.pptx", lambda path: make_deck(path, *slides))
    speech = workshop.once("steps.wav", lambda path: make_speech(path, 2))
    return [hand_in(storage, deck), hand_in(storage, speech)]


def cues_of(storage: MemoryStorage, folder: Path, second_slide_at: str) -> Source:
    cues = folder / f"cues-{second_slide_at}.csv"
    cues.write_text(f"slide,start\n1,0\n2,{second_slide_at}\n")
    return hand_in(storage, cues)


@contextmanager
def watching() -> Generator[list[Sequence[str]]]:
    """Note the programs that are started meanwhile, with their arguments."""
    commands: list[Sequence[str]] = []

    def spy(argv: Sequence[str], *more: Any, **named: Any) -> list[str]:
        commands.append(argv)
        return command_line(argv, *more, **named)

    with patch.object(process, "command_line", spy):
        yield commands


@pytest.fixture
def started() -> Generator[list[Sequence[str]]]:
    """The programs that are started from now on, with their arguments."""
    with watching() as commands:
        yield commands


@dataclass(frozen=True)
class Machine:
    """A machine that has built a talk, and what that left in its storage."""

    storage: CountingStorage
    artifacts: Artifacts
    files: Sequence[Source]
    cues: Source
    talk: Talk
    left: dict[str, bytes]


def build_at(workshop: Workshop, folder: Path) -> Machine:
    storage = CountingStorage()
    artifacts = Artifacts(storage, folder / "cache")
    files, cues = files_of_a_talk(workshop, storage), cues_of(storage, folder, "1")
    talk = build(artifacts, files, cues)
    return Machine(storage, artifacts, files, cues, talk, storage.content())


@pytest.fixture(scope="module")
def machine(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    with watching() as commands:
        built = build_at(workshop, tmp_path_factory.mktemp("machine"))
    assert {"soffice", "ffmpeg", "ffprobe"} <= programs(commands)
    return built


def programs(started: Sequence[Sequence[str]]) -> set[str]:
    return {argv[0] for argv in started}


def pages_drawn(started: Sequence[Sequence[str]], function: str) -> list[int]:
    """The pages that this function of pdf.py was told to draw."""
    told = [json.loads(argv[-1])[0] for argv in started if argv[-2] == function]
    return sorted(page for _, pages, *_ in told for page in pages)


def test_a_second_run_makes_nothing_and_a_changed_cue_makes_pictures_only(
    machine: Machine, tmp_path: Path, started: list[Sequence[str]]
) -> None:
    storage, artifacts, files, first = machine.storage, machine.artifacts, machine.files, machine.talk
    later = cues_of(storage, tmp_path, "1.5")
    storage.puts.clear()
    assert build(artifacts, files, machine.cues) == first
    assert storage.puts == []
    assert started == []

    changed = build(artifacts, files, later)
    assert changed.sounds == first.sounds
    assert all(changed.pictures[variant] != first.pictures[variant] for variant in first.pictures)
    assert "soffice" not in programs(started)
    made_again = {variant.name for variant in SOME if changed.renditions[variant] != first.renditions[variant]}
    # The sound of the chaptered one is the same: its chapters begin at other times.
    assert made_again == {variant.name for variant in SOME if variant.picture is not None or variant.chaptered}
    # A picture track and two files, each with its record, and that of the cues.
    assert len(storage.puts) == 7


def test_a_changed_slide_is_drawn_and_encoded_alone(
    workshop: Workshop, tmp_path: Path, started: list[Sequence[str]]
) -> None:
    storage = CountingStorage()
    artifacts = Artifacts(storage, tmp_path / "cache")
    slides = [SlideSpec(colour, f"Slide in {colour}") for colour in PALETTE[:5]]
    speech = hand_in(storage, workshop.once("steps.wav", lambda path: make_speech(path, 2)))
    cues = cues_of(storage, tmp_path, "1")
    make_deck(tmp_path / "first.pptx", *slides)
    make_deck(tmp_path / "second.pptx", *slides[:1], SlideSpec(PALETTE[1], "Another title"), *slides[2:])
    files = [hand_in(storage, tmp_path / "first.pptx"), speech]
    first = build(artifacts, files, cues)

    started.clear()
    storage.puts.clear()
    second = build(artifacts, [hand_in(storage, tmp_path / "second.pptx"), speech], cues, first=files)
    assert pages_drawn(started, "looks") == [0, 1, 2, 3, 4]
    assert pages_drawn(started, "render_images") == [1]
    assert pages_drawn(started, "render_frames") == [1]
    assert second.sounds == first.sounds
    assert all(second.pictures[variant] != first.pictures[variant] for variant in first.pictures)
    suffixes = Counter(Path(key).suffix for key in storage.puts if key.startswith("files/"))
    assert suffixes == {".avif": 1, ".jpg": 1, ".h264": 2, ".mp4": 1, ".mp3": 1}


def test_another_machine_makes_the_same_bytes(workshop: Workshop, machine: Machine, tmp_path: Path) -> None:
    another = build_at(workshop, tmp_path)
    assert another.left.keys() == machine.left.keys()
    assert another.left == machine.left


# Artifacts.


def put_text(artifacts: Artifacts, folder: Path, text: str) -> KeptFile:
    (folder / "text.txt").write_text(text)
    return artifacts.keep(folder / "text.txt")


@pytest.fixture
def artifacts(tmp_path: Path) -> Artifacts:
    return Artifacts(LocalStorage(tmp_path / "storage"), tmp_path / "cache")


def test_what_is_made_is_found_again(artifacts: Artifacts, tmp_path: Path) -> None:
    made = artifacts.made(KEY, KeptFile, lambda folder: put_text(artifacts, folder, "one"))

    def never(folder: Path) -> KeptFile:
        raise AssertionError(folder)

    assert artifacts.made(KEY, KeptFile, never) == made
    elsewhere = Artifacts(LocalStorage(tmp_path / "storage"), tmp_path / "another cache")
    assert elsewhere.made(KEY, KeptFile, never) == made
    assert elsewhere.kept(made).read_text() == "one"


def test_what_fails_leaves_nothing(artifacts: Artifacts, tmp_path: Path) -> None:
    def fail(folder: Path) -> KeptFile:
        (folder / "half.txt").write_text("half")
        raise ConversionFailed

    with pytest.raises(ConversionFailed):
        artifacts.made(KEY, KeptFile, fail)
    with pytest.raises(ConversionFailed):
        artifacts.scratch("master", lambda path: fail(path.parent))
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left == []
    assert list((tmp_path / "cache" / "jobs").iterdir()) == []
    assert artifacts.made(KEY, KeptFile, lambda folder: put_text(artifacts, folder, "one")).size_bytes == 3


def test_threads_that_make_one_thing_at_once_all_have_it(artifacts: Artifacts) -> None:
    together = threading.Barrier(4)

    def make(folder: Path) -> KeptFile:
        together.wait(PATIENCE_S)
        return put_text(artifacts, folder, "the same")

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(artifacts.made, KEY, KeptFile, make) for _ in range(4)]
        made = {future.result(PATIENCE_S) for future in waiting}
    assert len(made) == 1
    assert artifacts.kept(made.pop()).read_text() == "the same"


def test_threads_that_want_one_scratch_file_make_it_once(artifacts: Artifacts) -> None:
    made: list[Path] = []

    def make(path: Path) -> None:
        made.append(path)
        time.sleep(0.05)
        path.write_text("master")

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(artifacts.scratch, "master.flac", make) for _ in range(8)]
        paths = {future.result(PATIENCE_S) for future in waiting}
    assert len(made) == 1
    assert [path.read_text() for path in paths] == ["master"]


MAKE_WITH_OTHERS = """
import sys, time
from pathlib import Path
from mediasvc.adapters.storage.local import LocalStorage
from workers.steps.artifacts import Artifacts, KeptFile

root, own = Path(sys.argv[1]), sys.argv[2]
artifacts = Artifacts(LocalStorage(root / "storage"), root / "cache")

def meet():
    (root / f"ready-{own}").touch()
    deadline = time.monotonic() + 60
    while len(list(root.glob("ready-*"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)

def make(folder):
    meet()
    (folder / "text.txt").write_text("the same" * 100_000)
    return artifacts.keep(folder / "text.txt")

kept = artifacts.made("0" * 64, KeptFile, make)
for name in range(50):
    artifacts.scratch(f"{name}.txt", lambda path: path.write_text("scratch"))
    artifacts.tidy(0)
print(kept.key, artifacts.kept(kept).stat().st_size)
"""


def test_processes_that_make_one_thing_at_once_all_have_it(tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE_WITH_OTHERS, str(tmp_path), str(number)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=OURS,
        )
        for number in range(3)
    ]
    try:
        said = [process.communicate(timeout=PATIENCE_S) for process in started]
    finally:
        for process_ in started:
            process_.kill()
            process_.wait()
    assert [errors for _, errors in said] == [""] * 3
    assert len({answer for answer, _ in said}) == 1
    assert said[0][0].endswith(" 800000\n")
    assert list((tmp_path / "cache" / "jobs").iterdir()) == []


# How much room the cache takes.


def scratch_of_age(artifacts: Artifacts, name: str, size: int, age_s: float) -> Path:
    path = artifacts.scratch(name, lambda path: path.write_bytes(b"x" * size))
    age(path, age_s)
    return path


def age(path: Path, age_s: float) -> None:
    at = time.time() - age_s
    os.utime(path, (at, at))


def test_the_longest_unused_goes_first_and_what_is_in_use_stays(artifacts: Artifacts) -> None:
    hour = SCRATCH_IN_USE_S
    new = scratch_of_age(artifacts, "new", 500, 10)
    used = scratch_of_age(artifacts, "used", 500, hour / 2)
    old = scratch_of_age(artifacts, "old", 300, 2 * hour)
    older = scratch_of_age(artifacts, "older", 300, 3 * hour)
    artifacts.tidy(2_000)
    assert all(path.exists() for path in (new, used, old, older))
    artifacts.tidy(1_300)
    assert [path.exists() for path in (new, used, old, older)] == [True, True, True, False]
    artifacts.tidy(0)
    assert [path.exists() for path in (new, used, old, older)] == [True, True, False, False]


def test_what_is_used_again_counts_as_new(artifacts: Artifacts) -> None:
    old = scratch_of_age(artifacts, "old", 300, 3 * SCRATCH_IN_USE_S)
    artifacts.scratch("old", lambda path: pytest.fail(f"{path} is there already"))
    artifacts.tidy(0)
    assert old.exists()


def test_folders_that_killed_workers_left_go_after_a_day(artifacts: Artifacts, tmp_path: Path) -> None:
    jobs = tmp_path / "cache" / "jobs"
    for name, age_s in (("left", JOB_ABANDONED_S + 60), ("running", JOB_ABANDONED_S - 60)):
        (jobs / name / "folder").mkdir(parents=True)
        (jobs / name / "folder" / "half.txt").write_text("half")
        age(jobs / name, age_s)
    artifacts.tidy(10_000)
    assert [path.name for path in jobs.iterdir()] == ["running"]


def test_a_source_in_the_cache_is_the_one_in_storage(artifacts: Artifacts, tmp_path: Path) -> None:
    """Removing it from the cache leaves the stored one alone."""
    storage = LocalStorage(tmp_path / "storage")
    storage.put("sources/" + KEY, BytesIO(b"source"))
    path = artifacts.source(Source(KEY, "deck.pptx", 6))
    assert path.read_bytes() == b"source"
    os.utime(path, (0, 0))
    artifacts.tidy(0)
    assert not path.exists()
    with storage.open("sources/" + KEY) as file:
        assert file.read() == b"source"
