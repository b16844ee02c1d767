"""What is measured, in which order."""

import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmark.complexity import measure_complexities
from benchmark.engine import Built, Engine
from benchmark.figures import (
    ALONE,
    HOUR,
    LONG,
    MOVIEPY,
    PLAIN,
    SAME,
    SERVED,
    SHORT,
    SLIDE,
    TIMING,
    TITLE,
    VARIANT,
    Figures,
    RivalFigures,
    TalkFigures,
)
from benchmark.floor import measure_floor, raw_master
from benchmark.listening import Stretch
from benchmark.machine import this_machine
from benchmark.programs import measured
from benchmark.renditions import intelligibilities, look_at, loudnesses
from benchmark.talks import Talk, changed_cues, changed_deck, make_talk, speak
from benchmark.watching import THIN, WIDE, Visits, Watching, watch

MINUTE_MS = 60_000
RIVALS = {PLAIN: "benchmark.plain", MOVIEPY: "benchmark.by_moviepy"}
HEARD_FROM_S = 5


@dataclass(frozen=True)
class Plan:
    """What is built: talks by name and length, how many slides and distinct sentences each has, and who else builds.

    New releases, the floor and intelligibility are measured on the talk `edited`, the latter on so many seconds.
    """

    durations_ms: dict[str, int]
    edited: str
    rivals: tuple[str, ...]
    slides: int = 40
    sentences: int = 60
    heard_s: int = 60
    visits: Visits = THIN


PLANS = {
    "full": Plan({SHORT: 10 * MINUTE_MS, HOUR: 60 * MINUTE_MS, LONG: 180 * MINUTE_MS}, HOUR, (PLAIN, MOVIEPY)),
    "quick": Plan({SHORT: 10 * MINUTE_MS}, SHORT, (PLAIN,)),
    "short": Plan({SHORT: 2_000, HOUR: 6_000, LONG: 9_000}, HOUR, (PLAIN, MOVIEPY), 3, 2, 5, WIDE),
}


def measure(plan: Plan, folder: Path) -> Figures:
    """All figures of this plan; talks, data folders and exports are left in the folder."""
    began = time.monotonic()
    figures = Figures(this_machine(), plan.edited)
    say("making the talks")
    (folder / "talks").mkdir()
    speech = speak(folder / "talks", plan.sentences)
    talks = {
        name: make_talk(folder / "talks" / folder_name(name), speech, duration_ms, plan.slides)
        for name, duration_ms in plan.durations_ms.items()
    }
    for name, talk in talks.items():
        figures.talks[name] = build(talk, folder)
    for name in plan.rivals:
        figures.rivals[name] = build_by(name, talks[SHORT], folder)
    edited, engine = talks[plan.edited], engine_of(talks[plan.edited], folder)
    say("making new releases")
    figures.edits = edit(engine, edited)
    last = folder / "exported-last"
    manifest = engine.export(edited.name, last)
    master = last / "audio-master.flac"
    say("measuring the floor")
    figures.floor = measure_floor(raw_master(master, folder), last / "slides.pdf", plan.slides)
    say("listening")
    stretch = Stretch(min(HEARD_FROM_S, plan.heard_s // 5), plan.heard_s)
    figures.estoi = intelligibilities(last, master, stretch)
    figures.complexities = measure_complexities(master, stretch)
    say("watching")
    figures.watching = watched(engine, edited.name, manifest, plan.visits)
    figures.took_ms = round((time.monotonic() - began) * 1000)
    return figures


def watch_again(figures: Figures, folder: Path) -> None:
    """The figures of the talk `edited` anew that are about its files and about watching it."""
    talk = figures.talks[figures.edited]
    name = folder_name(figures.edited)
    engine = Engine(folder / f"data-{name}")
    into = folder / "exported-watched"
    shutil.rmtree(into, ignore_errors=True)
    say(f"building {name}")
    engine.again(name)
    manifest = engine.export(name, into)
    figures.talks[figures.edited] = replace(talk, renditions=look_at(into, talk.duration_ms))
    say("watching")
    figures.watching = watched(engine, name, manifest, THIN)


def watched(engine: Engine, name: str, manifest: Mapping[str, Any], visits: Visits) -> Watching:
    with engine.pages() as address:
        return watch(address, name, manifest, visits)


def build(talk: Talk, folder: Path) -> TalkFigures:
    """The talk, built by this engine from nothing."""
    say(f"building {talk.name}")
    engine = engine_of(talk, folder)
    built = engine.publish(talk)
    into = folder / f"exported-{talk.name}"
    manifest = engine.export(talk.name, into)
    slides = [min(image["size_bytes"] for image in slide["images"]) for slide in manifest["slides"]]
    renditions = look_at(into, talk.duration_ms)
    return TalkFigures(talk.duration_ms, talk.slides, built, renditions, loudnesses(into), slides[0], sum(slides))


def build_by(rival: str, talk: Talk, folder: Path) -> RivalFigures:
    """The talk, built another way."""
    say(f"building {talk.name} by {rival}")
    into = folder / rival.replace(" ", "-")
    into.mkdir()
    done = measured(sys.executable, "-m", RIVALS[rival], talk.deck, talk.recording, talk.cues_file, into)
    return RivalFigures(done.cost, look_at(into, talk.duration_ms))


def edit(engine: Engine, talk: Talk) -> dict[str, dict[str, Built]]:
    """New releases of the talk, each changed anew, first without and then with a service that runs."""
    edits: dict[str, dict[str, Built]] = {}
    _edit(engine, talk, 1, ALONE, edits)
    with engine.served() as served:
        _edit(served, talk, 2, SERVED, edits)
    edits[VARIANT] = {ALONE: engine.rebuild(talk, "--also", "audio-master")}
    return edits


def _edit(engine: Engine, talk: Talk, edition: int, way: str, edits: dict[str, dict[str, Built]]) -> None:
    edits.setdefault(SAME, {})[way] = engine.publish(talk)
    edits.setdefault(TIMING, {})[way] = engine.rebuild(talk, "--cues", changed_cues(talk, edition))
    edits.setdefault(TITLE, {})[way] = engine.rebuild(talk, "--title", f"Edition {edition}")
    edits.setdefault(SLIDE, {})[way] = engine.publish(talk, changed_deck(talk, edition))


def engine_of(talk: Talk, folder: Path) -> Engine:
    return Engine(folder / f"data-{talk.name}")


def folder_name(talk: str) -> str:
    """What a talk's folders, and its slug, are named by."""
    return talk.replace(" ", "-")


def say(what: str) -> None:
    Console(stderr=True, highlight=False).print(f"{datetime.now(UTC):%H:%M:%S} bench: {what}")
