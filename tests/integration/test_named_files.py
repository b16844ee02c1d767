"""Real renditions with their tags: ffprobe reads them back, and the sound and the pictures are what they were."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from makers import PALETTE, Page, ffmpeg, make_pdf, make_speech
from workshop import LIMITS, Workshop, ignore_share

from mediasvc.domain.timeline import SlideStart, TimingMethod, timeline_of
from mediasvc.domain.variants import VARIANTS, Variant
from workers.media.id3 import Chapter
from workers.media.tags import CUT, Tags
from workers.media.webm import places_in
from workers.steps import encode_picture, encode_sound, mux, read_slides, tag
from workers.steps.mux import MuxedFile

SECONDS = 4
NAMED = Tags('مجموعات الادخار 🐐 / <b>& "more"', "Amina Óscar, 陳大文", "Savings groups", "2026-11-21", "pt-BR")
LATIN = Tags("Épargne à crédit", "José; Amélie", "Série été", "2026-01-02", "fr")
TITLE_ALONE = Tags("A talk")
TOO_LONG = replace(NAMED, title="🐐" * 300, speakers=", ".join(["Nomfundo Dlamini"] * 50))
# What ffprobe calls what we write.
FIELDS = {
    "flac": ("TITLE", "ARTIST", "ALBUM", "DATE", "LANGUAGE"),
    "mp3": ("title", "artist", "album", "date", "language"),
    "mp4": ("title", "artist", "album", "date", "LANGUAGE"),
    "webm": ("TITLE", "ARTIST", "ALBUM/TITLE", "DATE_RECORDED", "LANGUAGE"),
}
SOME = tuple(variant for variant in VARIANTS if variant.extension in FIELDS)


@pytest.fixture(scope="module", params=SOME, ids=lambda variant: variant.name)
def variant(request: pytest.FixtureRequest) -> Variant:
    return request.param


def muxed(workshop: Workshop, variant: Variant) -> MuxedFile:
    master = workshop.master(workshop.once("named.wav", lambda path: make_speech(path, SECONDS)))
    sound, picture, contents = encode_sound.run(workshop.artifacts, master, variant.sound, ignore_share), None, None
    if variant.picture is not None:
        deck = workshop.once("named.pdf", lambda path: make_pdf(path, Page(PALETTE[0]), Page(PALETTE[1])))
        shown = timeline_of([SlideStart(0, 0), SlideStart(1, 2_000)], master.duration_ms, TimingMethod.CUES)
        ingested = workshop.ingest_deck(deck)
        decks = read_slides.run(workshop.artifacts, [ingested], LIMITS, [ingested.source.digest])
        picture = encode_picture.run(workshop.artifacts, decks, shown, variant.picture, ignore_share)
    if variant.chaptered:
        cover = workshop.once(
            "cover.jpg", lambda path: ffmpeg("-f", "lavfi", "-i", "color=s=48x32", "-frames:v", 1, path)
        )
        contents = mux.Contents((Chapter("1. One", 0, 4_000),), workshop.artifacts.keep(cover))
    return mux.run(workshop.artifacts, variant, sound, picture, contents, master.duration_ms)


def told_by(file: Path) -> dict[str, Any]:
    argv = ["ffprobe", "-v", "error", "-show_format", "-show_chapters", "-of", "json", str(file)]
    done = subprocess.run(argv, check=True, capture_output=True)
    assert done.stderr == b""
    return json.loads(done.stdout)


def decoded(file: Path) -> bytes:
    """Every packet's time, size and digest, and that of what it is decoded to."""
    packets = ["-map", "0:a", "-map", "0:v?", "-c", "copy", "-f", "framehash", "-"]
    return ffmpeg("-i", file, *packets) + ffmpeg("-i", file, "-map", "0:a", "-map", "0:v?", "-f", "md5", "-")


@pytest.mark.parametrize("tags", [NAMED, LATIN, TITLE_ALONE], ids=["scripts", "latin", "title alone"])
def test_a_file_says_what_it_is(workshop: Workshop, variant: Variant, tags: Tags) -> None:
    made = muxed(workshop, variant)
    named = tag.run(workshop.artifacts, made, tags)
    told = told_by(workshop.artifacts.kept(named.file))["format"]["tags"]
    texts = (tags.title, tags.speakers, tags.series, tags.held_on, tags.language)
    assert tuple(told.get(name, "") for name in FIELDS[variant.extension]) == texts
    assert "comment" not in told


@pytest.mark.parametrize("tags", [NAMED, TOO_LONG], ids=["named", "too long"])
def test_nothing_else_changes(workshop: Workshop, variant: Variant, tags: Tags) -> None:
    made = muxed(workshop, variant)
    named = tag.run(workshop.artifacts, made, tags)
    assert named.file.key != made.file.key
    assert (named.file.size_bytes, named.duration_ms, named.places) == (
        made.file.size_bytes,
        made.duration_ms,
        made.places,
    )
    before, after = workshop.artifacts.kept(made.file), workshop.artifacts.kept(named.file)
    assert after.stat().st_size == named.file.size_bytes
    assert decoded(after) == decoded(before)
    assert told_by(after)["chapters"] == told_by(before)["chapters"]
    if after.suffix == ".webm":
        assert places_in(after) == named.places


def test_a_title_that_is_too_long_is_cut(workshop: Workshop, variant: Variant) -> None:
    named = tag.run(workshop.artifacts, muxed(workshop, variant), TOO_LONG)
    told = told_by(workshop.artifacts.kept(named.file))["format"]["tags"]
    title = told[FIELDS[variant.extension][0]]
    # ffmpeg leaves eight kilobytes in FLAC.
    assert title.endswith(CUT) or (variant.extension, title) == ("flac", TOO_LONG.title)
    assert set(title.removesuffix(CUT)) == {"🐐"}
    assert TOO_LONG.held_on in told.values()


def test_the_same_name_is_the_same_file_and_another_name_another(workshop: Workshop, variant: Variant) -> None:
    made = muxed(workshop, variant)
    first, again, other = (tag.run(workshop.artifacts, made, each) for each in (NAMED, NAMED, TITLE_ALONE))
    assert first == again
    assert len({made.file.sha256, first.file.sha256, other.file.sha256}) == 3


@pytest.mark.parametrize("name", ["early.mp3", "early.mp4", "master.wav"])
def test_a_file_without_room_or_of_another_form_stays_as_it_is(workshop: Workshop, name: str, tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-fflags", "+bitexact", tmp_path / name)
    made = MuxedFile(workshop.artifacts.keep(tmp_path / name), 1_000, None)
    assert tag.run(workshop.artifacts, made, TITLE_ALONE) == made
