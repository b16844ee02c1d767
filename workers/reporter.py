"""Tells the database how far a build is, how fast it goes, and about how long it still takes."""

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence

from mediasvc.domain.build import BuildId, Pace
from mediasvc.domain.pace import Done, estimate_ms, next_left_ms
from mediasvc.domain.steps import STEPS, Node, Step
from mediasvc.ports import Database

REPORT_EVERY_S = 0.5
# What a node has done by then had been made before.
FOUND_WITHIN_S = 0.3


class Reporter:
    """Tells how far each step is, now and then and when it is done.

    Of several things that a step makes it is their mean. Times are this process's own, from when the reporter was made.
    """

    def __init__(
        self, database: Database, build_id: BuildId, nodes: Sequence[Node], known: Callable[[], Mapping[str, int]]
    ) -> None:
        """`known` returns what is known of the talk by now: `slides` and `duration_ms`, as in Pace."""
        self._database, self._build_id, self._known = database, build_id, known
        self._shares = dict.fromkeys(nodes, 0.0)
        self._found = dict.fromkeys(nodes, 0.0)
        self._begun_at: dict[Node, float] = {}
        self._began_at = time.monotonic()
        self._told_at = self._estimated_at = self._began_at
        self._left_ms: int | None = None
        self._lock = threading.Lock()

    def tell(self, node: Node, share: float) -> None:
        """Note how much of the node is done, 0 to 1."""
        with self._lock:
            now = time.monotonic()
            begun_at = self._begun_at.setdefault(node, now)
            self._shares[node] = max(self._shares[node], share)
            if now - begun_at < FOUND_WITHIN_S:
                self._found[node] = self._shares[node]
            is_new = len(self._begun_at) == 1 and share == 0
            if now - self._told_at < REPORT_EVERY_S and self._of(node.step, self._shares) < 1 and not is_new:
                return
            self._told_at = now
            self._report(now)

    def _report(self, now: float) -> None:
        begun = {node.step for node in self._begun_at}
        steps = {step.value: round(self._of(step, self._shares), 3) for step in Step if step in begun}
        with self._database.transaction() as catalogue:
            catalogue.builds.report(self._build_id, steps, self._pace(now))

    def _pace(self, now: float) -> Pace:
        elapsed_ms = round(1000 * (now - self._began_at))
        passed_ms = round(1000 * (now - self._estimated_at))
        steps = {
            step.value: Done(STEPS[step].weight, self._of(step, self._shares), self._of(step, self._found))
            for step in self._steps()
        }
        self._left_ms = next_left_ms(self._left_ms, passed_ms, estimate_ms(steps, elapsed_ms))
        self._estimated_at = now
        return Pace(elapsed_ms, self._left_ms, **self._known())

    def _steps(self) -> Collection[Step]:
        return {node.step for node in self._shares}

    def _of(self, step: Step, shares: Mapping[Node, float]) -> float:
        of_step = [share for node, share in shares.items() if node.step is step]
        return sum(of_step) / len(of_step)
