"""From a deck and a recording to a released talk, and what may happen on the way."""

import csv
import json
import subprocess
from collections.abc import Callable, Generator
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from typing import Any

import pytest
from command_line import Mediasvc, finish
from narrated_decks import Sound, add_sounds
from seminar import COLOURS, SECONDS

from mediasvc.bootstrap import open_service
from mediasvc.domain.manifest import Manifest
from mediasvc.settings import load_settings
from mediasvc.supervisor import Supervisor

Ended = tuple[int, str, str]
VARIANTS = {"audio-low", "audio-basic", "audio-high", "video-low", "video-high"}


def by_variant(manifest: dict[str, Any], field: str) -> dict[str, Any]:
    return {rendition["variant"]: rendition[field] for rendition in manifest["renditions"]}


def digests(manifest: Manifest) -> dict[str, str]:
    return {rendition.variant: rendition.sha256 for rendition in manifest.renditions}


def write_cues(path: Path, *cues: tuple[int, float]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("slide", "start"), *cues])
    return path


def colour_at(video: Path, second: float) -> tuple[int, ...]:
    argv = ["ffmpeg", "-v", "error", "-ss", str(second), "-i", str(video), "-frames:v", "1"]
    argv += ["-vf", "scale=1:1:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    return tuple(subprocess.run(argv, check=True, capture_output=True).stdout)


def nearest_slide(colour: tuple[int, ...]) -> int:
    distances = [sum((a - b) ** 2 for a, b in zip(colour, known, strict=True)) for known in COLOURS]
    return distances.index(min(distances))


@pytest.fixture
def workers(mediasvc: Mediasvc, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Queue and workers that run already: each command that starts its own takes two seconds of CPU for that."""
    monkeypatch.setenv("MEDIASVC_DATA_DIR", str(mediasvc.data_dir))
    with open_service(load_settings(mediasvc.data_dir)) as service, Supervisor(service):
        yield


@pytest.mark.usefixtures("workers")
def test_a_talk_goes_its_whole_way(mediasvc: Mediasvc, deck: Path, recording: Path, tmp_path: Path) -> None:
    cues = write_cues(tmp_path / "cues.csv", (1, 0), (2, 1.5), (4, 3.2), (2, 4.6))
    told = ["--title", "Savings & <credit>", "--speaker", "Amina", "--held-on", "2026-06-18", "--language", "en"]
    published = mediasvc.json("publish", deck, recording, *told, "--cues", cues)
    assert published["state"] == "published"
    assert published["slug"] == "savings-credit"
    assert "&lt;credit&gt;" in published["embed_html"]
    assert [warning["code"] for warning in published["warnings"]] == ["slides_hidden_skipped"]

    first = mediasvc.export("savings-credit", tmp_path / "first")
    assert set(by_variant(first, "href")) == VARIANTS
    assert [slide["deck_number"] for slide in first["slides"]] == [1, 2, 4, 5]
    assert [cue["slide"] for cue in first["cues"]] == [0, 1, 3, 1]
    assert first["timeline"]["method"] == "cues"
    for second, slide in ((0.5, 0), (1.2, 0), (1.6, 1), (2.9, 1), (3.4, 3), (4.3, 3), (4.8, 1), (5.5, 1)):
        assert nearest_slide(colour_at(tmp_path / "first" / "video-low.mp4", second)) == slide

    kept = mediasvc.kept_files()
    again = mediasvc.json("publish", deck, recording, *told, "--cues", cues)
    assert again["slug"] == "savings-credit-2"
    assert digests(mediasvc.manifest("savings-credit-2")) == by_variant(first, "sha256")
    assert {Path(key).parts[0] for key in mediasvc.kept_files() - kept} == {"releases"}

    moved = write_cues(tmp_path / "moved.csv", (1, 0), (2, 2.4), (4, 3.2), (2, 4.6))
    assert mediasvc.json("rebuild", "savings-credit", "--cues", moved)["release"] == 2
    third = mediasvc.manifest("savings-credit")
    assert third.timeline.cues[0].end_ms == 2400
    for variant in ("audio-low", "audio-basic"):
        assert digests(third)[variant] == by_variant(first, "sha256")[variant]
    for variant in ("video-low", "video-high"):
        assert digests(third)[variant] != by_variant(first, "sha256")[variant]

    assert mediasvc.json("rebuild", "savings-credit", "--title", "Credit")["release"] == 3
    listed = {talk["slug"]: (talk["state"], talk["release"]) for talk in mediasvc.json("list")}
    assert listed == {"savings-credit": ("published", 3), "savings-credit-2": ("published", 1)}
    assert mediasvc.run("withdraw", "savings-credit")[0] == 0
    shown = mediasvc.json("show", "savings-credit")
    assert (shown["title"], shown["state"]) == ("Credit", "withdrawn")
    status, _, sentence = mediasvc.run("export", "savings-credit", "--out", tmp_path / "gone")
    assert status == 2
    assert "taken off" in sentence


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory, pages: Path, recording: Path) -> tuple[Path, list[Ended]]:
    """A data folder that two publishes at once began and have left, and how they ended: for copies alone."""
    mediasvc = Mediasvc(tmp_path_factory.mktemp("twins") / "data")
    both = [mediasvc.start("publish", pages, recording, "--title", "Twin", "--json") for _ in range(2)]
    return mediasvc.data_dir, [finish(process) for process in both]


@pytest.fixture
def with_twins(mediasvc: Mediasvc, twins: tuple[Path, list[Ended]]) -> Mediasvc:
    """The command line with a copy of the twins' data folder."""
    copytree(twins[0], mediasvc.data_dir, ignore=ignore_patterns("*.sock"))
    return mediasvc


@pytest.mark.long
@pytest.mark.usefixtures("workers")
def test_a_narrated_deck_alone_is_a_whole_talk(
    mediasvc: Mediasvc, deck: Path, make_recording: Callable[[int], Path], tmp_path: Path
) -> None:
    narrated = Path(copy(deck, tmp_path / "narrated.pptx"))
    sounds = [[Sound(make_recording(seconds))] for seconds in (2, 3)]
    add_sounds(narrated, [*sounds, [Sound(make_recording(1))], [], []])
    published = mediasvc.json("publish", narrated, "--title", "Narrated")
    assert {"slides_silent", "slides_hidden_skipped"} <= {warning["code"] for warning in published["warnings"]}
    manifest = mediasvc.manifest(published["slug"])
    assert (manifest.timeline.method, manifest.timeline.confidence) == ("narration", 1.0)
    starts_ms = [cue.start_ms for cue in manifest.timeline.cues]
    assert starts_ms == pytest.approx([0, 2_000, 5_000, 10_000], abs=50)


def test_two_publish_at_once(twins: tuple[Path, list[Ended]]) -> None:
    data_dir, ended = twins
    assert [status for status, _, _ in ended] == [0, 0], ended
    assert {json.loads(stdout)["slug"] for _, stdout, _ in ended} == {"twin", "twin-2"}
    assert Mediasvc(data_dir).releases() == {"twin": 1, "twin-2": 1}


@pytest.mark.usefixtures("workers")
def test_nothing_half_made_is_left_of_bad_input(
    mediasvc: Mediasvc, deck: Path, pages: Path, recording: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pptx"
    broken.write_bytes(deck.read_bytes()[:4000])
    error = mediasvc.error("publish", broken, recording, "--title", "Broken")
    assert error["code"] == "deck_unreadable"
    assert "broken.pptx" in error["message"]
    cues = write_cues(tmp_path / "cues.csv", (1, 0), (9, 3))
    error = mediasvc.error("publish", pages, recording, "--title", "Broken", "--cues", cues)
    assert (error["code"], "line 3" in error["message"]) == ("cues_invalid", True)
    captions = tmp_path / "talk.srt"
    captions.write_text("1\n08:59:59,000 --> 09:00:00,000\nHello\n\n2\n09:00:00,000 --> 09:00:01,000\nBye\n")
    error = mediasvc.error("publish", pages, recording, "--title", "Broken", "--captions", captions)
    assert (error["code"], "line 2" in error["message"]) == ("captions_invalid", True)
    assert mediasvc.json("list") == []
    assert not [key for key in mediasvc.kept_files() if key.startswith(("sources", "releases"))]


@pytest.mark.long
def test_an_odd_data_folder_and_the_same_recording_twice(deck: Path, recording: Path, tmp_path: Path) -> None:
    """Spaces, signs and a link in the data folder's path; a recording that is two parts of the talk."""
    folder = tmp_path / "a folder, with = signs ' شريط"
    folder.mkdir()
    link = tmp_path / "link"
    link.symlink_to(folder)
    mediasvc = Mediasvc(link)
    mediasvc.json("publish", deck, recording, recording, "--title", "Odd")
    assert mediasvc.manifest("odd").duration_ms == 2 * SECONDS * 1000


@pytest.mark.long
def test_a_limit_that_was_met_once_is_not_remembered(
    mediasvc: Mediasvc, pages: Path, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIASVC_LIMITS__RECORDING_MS", "5000")
    assert mediasvc.error("publish", pages, recording, "--title", "Long")["code"] == "recording_too_long"
    monkeypatch.delenv("MEDIASVC_LIMITS__RECORDING_MS")
    mediasvc.json("publish", pages, recording, "--title", "Long")
    assert mediasvc.manifest("long").duration_ms == SECONDS * 1000


def test_a_damaged_queue_is_set_aside(with_twins: Mediasvc, pages: Path, recording: Path) -> None:
    queue = with_twins.data_dir / "queue"
    damaged = [*queue.rglob("*.aof"), *queue.rglob("*.rdb")]
    assert damaged
    for path in damaged:
        path.write_bytes(b"no queue of Redis at all " * 40)
    assert with_twins.json("publish", pages, recording, "--title", "Three")["slug"] == "three"


def test_a_failed_release_leaves_the_old_one(with_twins: Mediasvc, pages: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp3"
    empty.touch()
    assert with_twins.error("publish", pages, empty, "--title", "New", "--slug", "twin")["code"] == "recording_empty"
    shown = with_twins.json("show", "twin")
    assert (shown["title"], shown["release"], shown["state"]) == ("Twin", 1, "published")
    assert with_twins.export("twin", tmp_path / "out")["duration_ms"] == SECONDS * 1000
