"""The CPU time of programs that have ended, those in a sandbox among them."""

import os
import resource
from contextlib import suppress

from benchmark.watch import adopt_orphans as adopt_orphans


def ended_cpu_s() -> float:
    """Return how much CPU time the programs below this one have taken that have ended. None may run meanwhile.

    What their own parents left behind counts after `adopt_orphans`.
    """
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
