"""Work on many things at once, with every core busy."""

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def every_core() -> Generator[ThreadPoolExecutor]:
    """Yield as many threads as there are cores; where one thing fails, what has not begun does not begin."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def of_each(work: Callable[[T], R], things: Iterable[T]) -> Iterator[R]:
    """Yield what the work makes of each thing, in order. The first error stops what has not begun."""
    with every_core() as pool:
        running = [pool.submit(copy_context().run, work, thing) for thing in things]
        for done in running:
            yield done.result()
