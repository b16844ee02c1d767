"""Narrated decks: their sounds, whatever these are, become the sound of the talk, and the slides' times with it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from makers import SlideSpec, make_deck, make_recording, make_text
from narrated_decks import Sound, add_sounds
from workshop import LIMITS, Workshop, hand_in, ignore_share

from mediasvc.domain.build import BuildRequest, Digest, Source
from mediasvc.domain.errors import MediasvcError
from mediasvc.domain.seminar import SeminarDetails
from workers.media.peaks import RATE_HZ
from workers.steps import ingest, master_audio, measure_narration, narration
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import Ingested
from workers.steps.measure_sound import MeasuredSound

# Each slide's sound: how it is coded, its pitch (Hz), and how long it lasts (ms).
TONES = (("m4a", 400, 1_337), ("mp3", 600, 1_710), ("wav", 900, 900), ("mp4", 1_300, 1_400))
QUIET = SlideSpec("#336699", "Quiet", advance_ms=1_250)
SPOKEN = SlideSpec("#663399", "Spoken")


def tone(workshop: Workshop, suffix: str, pitch_hz: int, lasts_ms: int) -> Path:
    sources = [f"sine=f={pitch_hz}:r=44100:d={lasts_ms / 1000}"]
    sources += [f"color=blue:s=64x48:r=10:d={lasts_ms / 1000}"] if suffix == "mp4" else []
    name = f"narration-{pitch_hz}-{lasts_ms}.{suffix}"
    return workshop.once(name, lambda path: make_recording(path, *sources))


def tones(workshop: Workshop) -> list[Path]:
    return [tone(workshop, *each) for each in TONES]


def deck(folder: Path, *slides: tuple[SlideSpec, Sequence[Sound]], name: str = "narrated.pptx") -> Path:
    path = folder / name
    make_deck(path, *(spec for spec, _ in slides))
    add_sounds(path, [sounds for _, sounds in slides])
    return path


def ingested(workshop: Workshop, *files: Path) -> Ingested:
    return narration.with_narration(workshop.artifacts, workshop.ingest(*files))


def measured(workshop: Workshop, found: Ingested) -> MeasuredSound:
    slides = [slide for deck in found.narration for slide in deck]
    return measure_narration.run(workshop.artifacts, slides, LIMITS, ignore_share)


def lengths_of(sound: MeasuredSound) -> list[int]:
    """How long each slide's sound lasts."""
    return [length for length in sound.slides_ms if length is not None]


def heard(artifacts: Artifacts, sound: MeasuredSound) -> np.ndarray:
    """The master's samples."""
    master = master_audio.run(artifacts, sound, ignore_share)
    return np.fromfile(master_audio.master_file(artifacts, master), "<i2").astype(float)


def begins_ms(samples: np.ndarray, pitch_hz: int) -> float:
    """Where a tone of this pitch begins: where it first has half its loudness, in windows of 10 ms."""
    window, times = RATE_HZ // 100, np.arange(len(samples)) / RATE_HZ
    shifted = samples * np.exp(-2j * np.pi * pitch_hz * times)
    loud = np.abs(np.convolve(shifted, np.ones(window), "same"))
    return float(np.argmax(loud > loud.max() / 2)) * 1000 / RATE_HZ


def test_each_slide_lasts_as_long_as_its_sound_and_begins_with_it(workshop: Workshop, tmp_path: Path) -> None:
    first, second, third, fourth = tones(workshop)
    path = deck(
        tmp_path,
        (QUIET, []),
        (SPOKEN, [Sound(first)]),
        (SPOKEN, [Sound(second, "withEffect"), Sound(third, is_narration=True)]),
        (QUIET, [Sound(third, "clickEffect")]),
        (replace(SPOKEN, advance_ms=9_000), [Sound(fourth)]),
        (SlideSpec("#336699", "Without a time"), []),
    )
    sound = measured(workshop, ingested(workshop, path))
    said_ms = [1_250, 1_337, 1_710 + 900, 1_250, 1_400, 5_000]
    lengths = lengths_of(sound)
    assert lengths == pytest.approx(said_ms, abs=30)
    assert sound.duration_ms == sum(lengths)
    samples = heard(workshop.artifacts, sound)
    assert len(samples) == sound.duration_ms * RATE_HZ // 1000
    for slide, (_, pitch_hz, _) in zip((1, 2, 4), (TONES[0], TONES[1], TONES[3]), strict=True):
        assert begins_ms(samples, pitch_hz) == pytest.approx(sum(lengths[:slide]), abs=5)
    assert {warning.code: warning.slides for warning in sound.warnings} == {"slides_silent": (1, 4, 6)}


def test_hidden_slides_are_neither_heard_nor_counted(workshop: Workshop, tmp_path: Path) -> None:
    first, second, third, _ = (Sound(file) for file in tones(workshop))
    path = deck(tmp_path, (SPOKEN, [first]), (replace(SPOKEN, hidden=True), [second]), (SPOKEN, [third]))
    assert lengths_of(measured(workshop, ingested(workshop, path))) == pytest.approx([1_337, 900], abs=1)


def test_what_a_slide_trims_is_not_heard(workshop: Workshop, tmp_path: Path) -> None:
    file = tone(workshop, "wav", 900, 2_000)
    sound = measured(workshop, ingested(workshop, deck(tmp_path, (SPOKEN, [Sound(file, trimmed_ms=(300, 700))]))))
    assert sound.slides_ms == (1_000,)
    assert len(heard(workshop.artifacts, sound)) == RATE_HZ


def test_several_decks_are_one_talk(workshop: Workshop, tmp_path: Path) -> None:
    first, second, third, _ = (Sound(file) for file in tones(workshop))
    one = deck(tmp_path, (SPOKEN, [first]), (SPOKEN, [third]))
    other = deck(tmp_path, (SPOKEN, [second]), name="other.pptx")
    assert lengths_of(measured(workshop, ingested(workshop, one, other))) == pytest.approx([1_337, 900, 1_710], abs=5)


def test_a_sound_that_cannot_be_played_is_left_out_and_named(workshop: Workshop, tmp_path: Path) -> None:
    broken = tmp_path / "broken.m4a"
    make_text(broken, "no sound at all")
    path = deck(tmp_path, (SPOKEN, [Sound(tones(workshop)[2])]), (QUIET, [Sound(broken)]))
    sound = measured(workshop, ingested(workshop, path))
    assert sound.slides_ms == (900, 1_250)
    assert {warning.code: warning.slides for warning in sound.warnings} == {
        "slides_silent": (2,),
        "narration_lost": (2,),
    }


def test_the_same_sounds_under_other_slides_are_not_made_again(workshop: Workshop, tmp_path: Path) -> None:
    sounds = [Sound(file) for file in tones(workshop)[:2]]
    masters: list[object] = []
    for title in ("Spoken", "Corrected"):
        path = deck(tmp_path, *((replace(SPOKEN, title=title), [each]) for each in sounds))
        sound = measured(workshop, ingested(workshop, path))
        masters.append(master_audio.run(workshop.artifacts, sound, ignore_share).key)
    assert masters[0] == masters[1]


@pytest.mark.parametrize(("place", "kept"), [(0, True), (1, False)], ids=["the same sound", "another one"])
def test_cues_belong_to_the_narration_that_they_were_given_for(
    workshop: Workshop, tmp_path: Path, place: int, kept: bool
) -> None:
    before = hand_in(workshop.storage, deck(tmp_path, (SPOKEN, [Sound(tones(workshop)[0])])))
    corrected = deck(tmp_path, (replace(SPOKEN, title="Corrected"), [Sound(tones(workshop)[place])]))
    cues, after = Source(Digest("c"), "cues.csv", 9), hand_in(workshop.storage, corrected)
    request = BuildRequest((after,), SeminarDetails("A talk"), cues=cues, cues_with=(before,))
    found = ingest.run(workshop.artifacts, [after], LIMITS)
    found = ingest.with_belongings(workshop.artifacts, request, found, LIMITS)
    assert (found.cues == cues) is kept
    assert [warning.code for warning in found.warnings] == ([] if kept else ["cues_dropped"])


def test_another_worker_unpacks_the_sounds_again(workshop: Workshop, tmp_path: Path) -> None:
    sound = measured(workshop, ingested(workshop, deck(tmp_path, (SPOKEN, [Sound(tones(workshop)[0])]))))
    elsewhere = Artifacts(workshop.storage, tmp_path / "cache")
    recording = sound.recordings[0].recording
    assert ingest.recording_source(elsewhere, recording).read_bytes() == tones(workshop)[0].read_bytes()


def test_a_silent_video_is_shown_for_as_long_as_it_lasts(workshop: Workshop, tmp_path: Path) -> None:
    video = workshop.once("silent.mp4", lambda path: make_recording(path, "color=blue:s=64x48:r=10:d=2"))
    path = deck(tmp_path, (SPOKEN, [Sound(tones(workshop)[2])]), (SPOKEN, [Sound(video)]))
    assert measured(workshop, ingested(workshop, path)).slides_ms == (900, 2_000)


def test_many_sounds_are_joined_a_few_at_a_time(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tone(workshop, "wav", pitch_hz, 600) for pitch_hz in range(400, 900, 100)]
    sound = measured(workshop, ingested(workshop, deck(tmp_path, *((SPOKEN, [Sound(file)]) for file in files))))
    at_once = heard(Artifacts(workshop.storage, tmp_path / "one"), sound)
    monkeypatch.setattr(master_audio, "MOST_INPUTS", 2)
    assert np.array_equal(heard(Artifacts(workshop.storage, tmp_path / "other"), sound), at_once)


@pytest.mark.parametrize(
    ("sounds", "detail"),
    [
        ([], ""),
        (["clickEffect"], ""),
        (["clickEffect", "afterEffect", *["clickEffect"] * 3], "narrated.pptx has narration on 1 of 5 slides"),
    ],
    ids=["none", "click", "few"],
)
def test_a_deck_that_is_not_narrated_needs_a_recording(
    workshop: Workshop, tmp_path: Path, sounds: list[str], detail: str
) -> None:
    file = tones(workshop)[2]
    slides = [(SPOKEN, [Sound(file, begins)]) for begins in sounds] or [(SPOKEN, [])]
    source = hand_in(workshop.storage, deck(tmp_path, *slides))
    with pytest.raises(MediasvcError) as refused:
        ingest.run(workshop.artifacts, [source], LIMITS)
    assert (refused.value.code, refused.value.detail) == ("recording_missing", detail)


def test_each_deck_of_a_talk_without_a_recording_is_narrated(workshop: Workshop, tmp_path: Path) -> None:
    narrated = hand_in(workshop.storage, deck(tmp_path, (SPOKEN, [Sound(tones(workshop)[2])])))
    with pytest.raises(MediasvcError, match="recording") as refused:
        ingest.run(workshop.artifacts, [narrated, hand_in(workshop.storage, workshop.any_deck())], LIMITS)
    assert (refused.value.code, refused.value.detail) == ("recording_missing", "any.pdf")


def test_beside_a_recording_the_narration_is_not_the_sound(workshop: Workshop, tmp_path: Path) -> None:
    path = deck(tmp_path, (SPOKEN, [Sound(tones(workshop)[2])]), (QUIET, []))
    found = ingested(workshop, path, workshop.any_recording())
    assert [recording.within for recording in found.recordings] == [None]
    recorded = workshop.measure(workshop.any_recording())
    sound = measure_narration.beside(workshop.artifacts, recorded, found.narration[0], LIMITS)
    assert sound == replace(recorded, slides_ms=(900, None))
