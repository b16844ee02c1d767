"""Whether words that are in tell anything new of talks that were published without them."""

from graphlib import TopologicalSorter

import structlog

from mediasvc.bootstrap import Service
from mediasvc.domain.build import Build
from mediasvc.domain.recognition import Recognised
from mediasvc.domain.recognition_job import Recognition
from mediasvc.domain.steps import Node, Step, build_graph
from mediasvc.domain.timeline import Timeline
from workers.steps.artifacts import Artifacts
from workers.steps.context import BuildContext
from workers.steps.hear_words import HeardWords
from workers.steps.table import RUNS

log = structlog.get_logger()


def let_be_what_stays_the_same(service: Service, artifacts: Artifacts, done: Recognition, words: Recognised) -> None:
    """Let no build follow those that await these words where viewers would see the same: the same slides at the same
    times, and no captions. What the methods found with the words is kept.

    It is to be called before the recognition is at its end. Where it cannot be told, a build follows.
    """
    with service.database.reading() as catalogue:
        builds = [each for each in catalogue.builds.awaiting_words() if each.awaits_words == done.id]
        timelines = {each.id: catalogue.builds.timeline_of(each.id) for each in builds}
    for build in builds:
        known = timelines[build.id]
        if known is None or build.request.automatic_captions:
            continue
        try:
            planned = _planned(service, artifacts, build, words)
        except Exception:
            log.exception("slide times by words not found", build=build.id)
            continue
        if _shown(planned) == _shown(known):
            with service.database.transaction() as catalogue:
                catalogue.builds.await_words(build.id, None)
                catalogue.builds.keep_timeline(build.id, planned)
            log.info("words change nothing", build=build.id)


def _planned(service: Service, artifacts: Artifacts, build: Build, words: Recognised) -> Timeline:
    """Return the build's timeline with these words. All that it takes was made for the build before."""
    context = BuildContext(service.database, service.storage, artifacts, service.settings.limits, build)
    graph = build_graph(build.request, recognises=True)
    context.results[Node(Step.HEAR_WORDS)] = HeardWords(words)
    wanted = _with_needs(graph, Node(Step.PLAN_TIMELINE))
    for node in TopologicalSorter({node: graph[node] for node in wanted}).static_order():
        if node not in context.results:
            context.results[node] = RUNS[node.step](context, node.of, lambda _: None)
    return context.timeline


def _with_needs(graph: dict[Node, frozenset[Node]], node: Node) -> set[Node]:
    return {node}.union(*(_with_needs(graph, needed) for needed in graph[node]))


def _shown(timeline: Timeline) -> object:
    cues = [(cue.slide, cue.start_ms, cue.end_ms, cue.confidence) for cue in timeline.cues]
    return timeline.method, timeline.confidence, cues
