"""Builds that people watch: many who watch the same one share one look at the database."""

import asyncio
import time
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from mediasvc.bootstrap import Service
from mediasvc.domain.access import Actor
from mediasvc.domain.build import BuildId
from mediasvc.usecases.builds import BuildOfSeminar, may_go_on_reading, read_build

FORGOTTEN_AFTER_S = 60.0


@dataclass(frozen=True)
class _Look:
    """What somebody saw, and when."""

    at: float
    found: BuildOfSeminar


class WatchedBuilds:
    """The last look at each build that is watched."""

    def __init__(self) -> None:
        self._looks: dict[BuildId, _Look] = {}
        self._looking: dict[BuildId, asyncio.Lock] = {}

    async def read(self, parts: Service, actor: Actor, build_id: BuildId, good_for_s: float) -> BuildOfSeminar:
        """Return the build, as this actor or another one saw it up to `good_for_s` ago. Raises as `read_build`."""
        # Those who come while somebody looks wait, and share what was seen.
        lock = self._looking.setdefault(build_id, asyncio.Lock())
        async with lock:
            look = self._looks.get(build_id)
            if look is not None and time.monotonic() - look.at < good_for_s:
                return may_go_on_reading(look.found, actor)
            found = await run_in_threadpool(read_build, parts, actor, build_id)
            self._looks[build_id] = _Look(time.monotonic(), found)
        self._forget()
        return found

    def _forget(self) -> None:
        """Forget the builds that nobody watches any more."""
        now = time.monotonic()
        for build_id in [build_id for build_id, look in self._looks.items() if now - look.at > FORGOTTEN_AFTER_S]:
            self._looks.pop(build_id)
            self._looking.pop(build_id, None)
