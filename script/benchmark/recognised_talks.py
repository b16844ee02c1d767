"""Measures slide times of a talk that nobody has written down: espeak-ng reads it, models recognise it."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from recognition_models import make_base_model, tiny_model

from benchmark.ended import adopt_orphans, ended_cpu_s
from benchmark.programs import run
from benchmark.slide_times import off_s, right_share
from benchmark.tables import table
from mediasvc.domain.speech import Span
from mediasvc.domain.timeline import Timeline
from workers.media.silero import weights_file
from workers.media.voice import voiced
from workers.recognition.model import find_model
from workers.recognition.recognise import recognise
from workers.timing import transcript
from workers.timing.said_words import Word
from workers.timing.talk import Talk, TimedSlide

HEADING = "## Recognised speech"
WORDS = """espeak-ng reads a deck of {slides} slides in {seconds} s; the slides have no notes, and the models hear the
rest. CPU is that of recognition, for an hour of speech, in the sandbox."""
RATE_HZ, PAUSE_S = 48_000, 1.2
S_AN_HOUR = 3_600
# Title, text, and what is said.
SLIDES = (
    (
        "Savings groups",
        "Weekly meetings\nA wooden box, three padlocks",
        "Every savings group has about twenty members. They hold weekly meetings under a tree, and put coins into a"
        " wooden box. It has three padlocks, so that nobody opens it alone.",
    ),
    (
        "Loans",
        "Seed, fertiliser, school fees\nRepaid within ninety days",
        "Most loans are for seed and fertiliser before the rain, and for school fees in January. They are repaid within"
        " ninety days, and the interest stays in the village.",
    ),
    (
        "Rainfall",
        "Drought and harvest\nMaize, sorghum, cassava",
        "The second year brought a drought. Rainfall fell by a third, and the maize harvest failed. Those who had"
        " planted sorghum and cassava could still repay.",
    ),
    (
        "Mobile money",
        "Agents and commission\nBus journeys to the bank",
        "Mobile money changed a lot. An agent takes a small commission, and saves a bus journey to the bank in town,"
        " which costs a day of work.",
    ),
    (
        "Results",
        "Nineteen of twenty-four groups\nHousehold assets",
        "After three years, nineteen of the twenty-four groups were still there. Household assets had grown, most of"
        " all goats and roofs of iron.",
    ),
    (
        "Questions",
        "Government subsidies\nPublic ledgers",
        "Two questions remain. Would government subsidies destroy trust? And should ledgers be public, as some"
        " members want?",
    ),
)


def report() -> str:
    """Read the deck out, let each model hear it, and return the page's part about it."""
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        master, truth, lasts_s = _read_out(Path(folder))
        speech = [Span(*span) for span in voiced(master, weights_file())]
        rows = list(_rows(Path(folder), master, truth, lasts_s, speech))
    words = WORDS.format(slides=len(SLIDES), seconds=round(lasts_s))
    return "\n\n".join((HEADING, words, table(("model", "right", "median change off by", "CPU an hour"), rows)))


def _read_out(folder: Path) -> tuple[Path, list[tuple[int | None, float]], float]:
    """Return the master in which the deck is read, and when each slide is shown and the last one ends (s)."""
    master, truth, now_s = folder / "master", list[tuple[int | None, float]](), 0.0
    with master.open("wb") as file:
        for place, (_, _, said) in enumerate(SLIDES):
            truth.append((place, now_s))
            sound = folder / f"{place}.wav"
            run("espeak-ng", "-v", "en", "-s", "150", "-w", sound, said)
            raw = ("-v", "error", "-i", sound, "-ac", "1", "-ar", str(RATE_HZ), "-f", "s16le", "-")
            file.write(run("ffmpeg", *raw)[0] + bytes(2 * round(PAUSE_S * RATE_HZ)))
            now_s = file.tell() / 2 / RATE_HZ
    return master, truth, now_s


def _rows(
    folder: Path, master: Path, truth: list[tuple[int | None, float]], lasts_s: float, speech: list[Span]
) -> Iterator[tuple[str, ...]]:
    duration_ms = round(lasts_s * 1000)
    talk = Talk(duration_ms, [TimedSlide(title, f"{title}\n{text}") for title, text, _ in SLIDES], language="en")
    ends = [Span(span.start_ms, min(span.end_ms, duration_ms)) for span in speech]
    for name, model in (("tiny.en", tiny_model()), ("base", make_base_model(folder / "base"))):
        work = folder / f"work-{name}"
        work.mkdir()
        hear = partial(recognise, master, duration_ms, ends, "en", find_model(str(model), folder), work)
        begun_s = ended_cpu_s()
        heard = hear(lambda _: None)
        cpu_s = (ended_cpu_s() - begun_s) * S_AN_HOUR / lasts_s
        words = [Word(word.start_ms, word.end_ms, word.text) for word in heard.words]
        answer = transcript.plan(replace(talk, words=words))
        if isinstance(answer, Timeline):
            right = right_share(answer.cues, truth) or 0.0
            yield name, f"{100 * right:.1f} %", f"{off_s(answer.cues, truth):.1f} s", f"{cpu_s:.0f} s"
        else:
            yield name, "passed over", "", f"{cpu_s:.0f} s"
