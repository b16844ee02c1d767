"""How far a talk is, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

from mediasvc.console.visit import NO_STORE, Visit
from mediasvc.domain.build import Build
from mediasvc.domain.pace import TimeUnit, round_time
from mediasvc.domain.progress import Progress, progress_of
from mediasvc.domain.stage import Stage
from mediasvc.domain.steps import STEPS, Counted
from mediasvc.usecases.builds import read_build
from mediasvc.usecases.my_talks import MyTalk, my_talk
from mediasvc.usecases.readings import readings

_UNITS = {TimeUnit.SECONDS: "seconds", TimeUnit.MINUTES: "minutes", TimeUnit.HOURS: "hours"}


@dataclass(frozen=True)
class Work:
    """How far a talk is: `percentage` done, what happens now, how long it still takes, and which files it waits for."""

    sentence: str = ""
    percentage: int = 0
    left: str = ""
    missing: Sequence[str] = ()


def work_part(visit: Visit) -> Response:
    """Tell a script how far the talk is, and the stage, as the whole page is another one for another stage."""
    talk = my_talk(visit.service, visit.actor, visit.slug)
    answer = {"stage": talk.stage, "html": visit.part("work.html", work=work_of(visit, talk))}
    return JSONResponse(answer, headers=dict(NO_STORE))


def work_of(visit: Visit, talk: MyTalk) -> Work:
    """Return how far the talk is."""
    if talk.stage is Stage.ARRIVING:
        return Work() if talk.order is None else Work(missing=talk.order.awaits)
    if talk.newest is None:
        return Work()
    words = visit.reader.language.words
    if talk.stage is Stage.WAITING:
        return Work(_waits(visit, talk.newest, words["work"]))
    progress = progress_of(talk.newest)
    return Work(sentence_of(progress, words), progress.percent, left_of(progress, words))


def _waits(visit: Visit, build: Build, words: Any) -> str:
    """Return what a build waits for: others, or the worker that still reads the files of the same talk."""
    found = read_build(visit.service, visit.actor, build.id)
    if found.place:
        return str(words["queue"].format(found.place))
    sources = readings(visit.service, visit.actor, found.seminar.slug).sources
    return str(words["next"] if all(each.reading.state.is_final for each in sources) else words["read_slides"])


def sentence_of(progress: Progress, words: Any) -> str:
    """Return what happens now, as in "Drawing the slides 12 of 40"."""
    name = words["work"][progress.step or "beginning"]
    if progress.step is None or progress.count is None:
        return str(name)
    counted = "minute" if STEPS[progress.step].counted is Counted.MINUTES else "of"
    return str(words["work"][counted].format(name, progress.count, progress.of))


def left_of(progress: Progress, words: Any) -> str:
    """Return how long it still takes, in round figures; nothing where that is not known."""
    if progress.left_ms is None:
        return ""
    left = round_time(progress.left_ms)
    return str(words["time"][_UNITS[left.unit]].format(left.count))
