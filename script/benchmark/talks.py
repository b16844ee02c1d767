"""Makes the talks that are built: decks of text and pictures, and hours of speech from a few minutes of it."""

import csv
import io
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmark.deck import draw
from benchmark.programs import ffmpeg, run

VOICES = (("en-gb", 150), ("en-us+f3", 165), ("en-gb-scotland", 140), ("en-us+m4", 175), ("en-gb+f2", 155))
SENTENCES_A_VOICE = 3
PAUSES_MS = (250, 600, 400, 1500, 300, 900)
# How long slides stay beside each other, again and again: some are passed over, some are talked about.
STAYS = (7, 12, 5, 18, 9, 3, 14, 22, 6)

WHO = ("The treasurer", "A young member", "Our neighbour's group", "The whole village", "Every second household")
DOES = ("asks for a small loan", "writes down the rules", "repays a third of it", "questions the fees")
WHEN = ("before the meeting ends", "in the weeks after harvest", "when school fees are due")
WHY = (
    "because trust grows slowly and is lost within a day.",
    "which is why nineteen of twenty-four groups still exist.",
    "although the bank is only thirty kilometres away.",
    "and that, I think, is what the figures on this slide show.",
    "so the box has three locks, and nobody holds two of the keys.",
    "while prices for seed and fertiliser have almost doubled.",
    "but please interrupt me if you have seen it done otherwise.",
)


@dataclass(frozen=True)
class Cue:
    """Slide `number`, from 1, is shown from `start_ms` to `end_ms`."""

    number: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Talk:
    """The files of one talk, as an organiser has them; `name` does for a slug."""

    name: str
    duration_ms: int
    slides: int
    deck: Path
    recording: Path
    cues_file: Path
    cues: tuple[Cue, ...]


def speak(folder: Path, sentences: int) -> Path:
    """Distinct speech of so many sentences, about five seconds each, by several voices, with pauses."""
    pcm = b""
    rate_hz = 0
    for place, sentence in enumerate(islice(_sentences(), sentences)):
        voice, words_a_minute = VOICES[place // SENTENCES_A_VOICE % len(VOICES)]
        said, _ = run("espeak-ng", "-v", voice, "-s", str(words_a_minute), "--stdout", sentence)
        with wave.open(io.BytesIO(said)) as spoken:
            rate_hz = spoken.getframerate()
            pcm += spoken.readframes(spoken.getnframes())
        pcm += bytes(PAUSES_MS[place % len(PAUSES_MS)] * rate_hz // 1000 * 2)
    path = folder / "speech.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate_hz)
        out.writeframes(pcm)
    return path


def make_talk(folder: Path, speech: Path, duration_ms: int, slides: int) -> Talk:
    """A talk in a new folder, named as that: so many slides, and the speech again and again, as a phone hears it."""
    folder.mkdir()
    deck = draw(folder / "deck.pptx", slides)
    recording = folder / "recording.mp3"
    # A phone on the table: a little far away, and the room is heard.
    room = "anoisesrc=c=pink:a=0.002:r=44100:seed=1[room];[0:a]aresample=44100,volume=-6dB[voice]"
    mixed = f"{room};[voice][room]amix=inputs=2:duration=first:normalize=0"
    spoken = ("-stream_loop", "-1", "-t", f"{duration_ms / 1000}", "-i", speech)
    ffmpeg(*spoken, "-filter_complex", mixed, "-ac", "1", "-c:a", "libmp3lame", "-b:a", "96k", recording)
    cues = tuple(_cues(slides, duration_ms))
    return Talk(folder.name, duration_ms, slides, deck, recording, write_cues(folder / "cues.csv", cues), cues)


def changed_deck(talk: Talk, edition: int) -> Path:
    """The talk's deck, with another title on its middle slide."""
    return draw(talk.deck.with_name(f"deck-{edition}.pptx"), talk.slides, changed=talk.slides // 2, edition=edition)


def changed_cues(talk: Talk, edition: int) -> Path:
    """The talk's cues, one of which comes later, by so many fifths of its length."""
    cues = list(talk.cues)
    moved = len(cues) // 2
    late = cues[moved]
    later_ms = (late.end_ms - late.start_ms) * edition // 5
    cues[moved] = Cue(late.number, late.start_ms + later_ms, late.end_ms)
    return write_cues(talk.cues_file.with_name(f"cues-{edition}.csv"), cues)


def write_cues(path: Path, cues: Sequence[Cue]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("slide", "start"), *((cue.number, f"{cue.start_ms / 1000}") for cue in cues)])
    return path


def _cues(slides: int, duration_ms: int) -> Iterator[Cue]:
    """Every slide in order, and the first one once more in the middle and at the end. There are three or more."""
    half = 1 + slides // 2
    order = [*range(1, half + 1), 1, *range(half + 1, slides + 1), 1]
    stays = list(islice(cycle(STAYS), len(order)))
    passed = 0
    for number, stay in zip(order, stays, strict=True):
        start = passed * duration_ms // sum(stays)
        passed += stay
        yield Cue(number, start, passed * duration_ms // sum(stays))


def _sentences() -> Iterator[str]:
    """Sentences without end, the first 420 all different, as no two of the lists' lengths have a common divisor."""
    for who, does, when, why in zip(cycle(WHO), cycle(DOES), cycle(WHEN), cycle(WHY), strict=True):
        yield f"{who} {does} {when}, {why}"
