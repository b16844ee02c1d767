"""Speech is recognised by real models, in the sandbox."""

import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from recognition_models import make_base_model, tiny_model

from mediasvc.domain.errors import LanguageNotRecognised, RecognitionUnavailable
from mediasvc.domain.recognition import Recognised
from mediasvc.domain.speech import Span
from workers.media.silero import weights_file
from workers.media.voice import voiced
from workers.recognition.model import Model, find_model
from workers.recognition.recognise import recognise

ENGLISH = (
    "The savings group meets on the first Monday of the month.",
    "The money is counted in front of everybody.",
    "Then the chairwoman explains the new loans.",
)
FRENCH = ("Le groupe se réunit le premier lundi du mois.", "On compte l'argent devant tout le monde.")
RATE = 48_000


@pytest.fixture(scope="module")
def tiny() -> Model:
    return find_model(str(tiny_model()), Path("/nowhere"))


def spoken(folder: Path, *sentences: str, voice: str = "en", pause_s: float = 1.5) -> Path:
    """Return a master in which these sentences are said, with pauses after them."""
    master = folder / "master"
    with master.open("wb") as file:
        for number, sentence in enumerate(sentences):
            sound = folder / f"{number}.wav"
            subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", sound, sentence], check=True)
            raw = ["-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"]
            decoded = subprocess.run(["ffmpeg", "-v", "error", "-i", sound, *raw], check=True, capture_output=True)
            file.write(decoded.stdout + bytes(2 * int(pause_s * RATE)))
    return master


def heard(master: Path, model: Model, language: str | None = None, *, everywhere: bool = False) -> Recognised:
    duration_ms = master.stat().st_size // (2 * RATE // 1000)
    found = [(0, duration_ms)] if everywhere else voiced(master, weights_file())
    speech = [Span(start, min(end, duration_ms)) for start, end in found]
    folder = master.parent / "recognition"
    folder.mkdir(exist_ok=True)
    return recognise(master, duration_ms, speech, language, model, folder, lambda _: None)


def test_words_are_recognised_with_their_times(tiny: Model, tmp_path: Path) -> None:
    master = spoken(tmp_path, *ENGLISH)
    speech = voiced(master, weights_file())
    found = heard(master, tiny, "en-GB")
    said = " ".join(word.text for word in found.words).lower()
    assert [word for word in ("savings", "money", "loans") if word in said] != []
    assert (found.language, found.model) == ("en-GB", "model")
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(found.words))
    assert speech[0][0] <= found.words[0].start_ms < found.words[-1].end_ms <= speech[-1][1]
    # Somebody speaks in each third of it.
    assert {word.start_ms * 3 // speech[-1][1] for word in found.words} == {0, 1, 2}


def test_an_english_model_declines_another_language(tiny: Model, tmp_path: Path) -> None:
    master = spoken(tmp_path, *ENGLISH[:1])
    with pytest.raises(LanguageNotRecognised, match="English only"):
        heard(master, tiny, "sw")


@pytest.mark.parametrize("kind", ["silence", "noise"])
def test_silence_and_noise_have_no_words(tiny: Model, tmp_path: Path, kind: str) -> None:
    master = tmp_path / "master"
    chance = np.random.default_rng(1)
    loudness = {"silence": 0, "noise": 3_000}[kind]
    (chance.standard_normal(20 * RATE) * loudness).astype("<i2").tofile(master)
    # Also where the voice activity takes all of it for speech.
    assert heard(master, tiny, "en", everywhere=True).words == ()


def test_nothing_is_asked_where_nobody_speaks(tiny: Model, tmp_path: Path) -> None:
    master = tmp_path / "master"
    master.write_bytes(bytes(2 * RATE))
    assert heard(master, tiny) == Recognised((), None, "model")


def test_a_model_that_cannot_be_loaded_is_an_error(tiny: Model, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    for file in tiny.folder.iterdir():
        (folder / file.name).symlink_to(file)
    (folder / "model.bin").unlink()
    (folder / "model.bin").write_bytes((tiny.folder / "model.bin").read_bytes()[:1_000_000])
    broken = Model(folder, "broken", tiny.identity, is_multilingual=False)
    master = spoken(tmp_path, *ENGLISH[:1])
    with pytest.raises(RecognitionUnavailable):
        heard(master, broken, "en")


def test_a_multilingual_model_finds_the_language_out(tmp_path: Path) -> None:
    model = find_model(str(make_base_model(tmp_path / "faster-whisper-base")), Path("/nowhere"))
    assert model.is_multilingual
    found = heard(spoken(tmp_path, *FRENCH, voice="fr"), model)
    assert found.language == "fr"
    assert len(found.words) > 5


def test_a_multilingual_model_declines_what_it_does_not_know(tmp_path: Path) -> None:
    model = find_model(str(make_base_model(tmp_path / "faster-whisper-base")), Path("/nowhere"))
    with pytest.raises(LanguageNotRecognised):
        heard(spoken(tmp_path, *ENGLISH[:1]), model, "rw")
