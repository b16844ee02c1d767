"""Stands in for a converter that a file has taken over: one deed of it, by the system's Python, in the sandbox.

The deeds are functions of `costs`, `leftovers` and `escapes`. These use the standard library alone and import nothing
of this package, because each is run from its module's source, without any file of ours in sight.
"""

import inspect
from collections.abc import Callable

PYTHON = "/usr/bin/python3"


def taken_over(deed: Callable[..., None], *arguments: object) -> list[str]:
    """Return the words that run this deed; arguments that are not given are the deed's own."""
    module = inspect.getmodule(deed)
    if module is None:
        raise TypeError(f"{deed} is in no module")
    return [PYTHON, "-c", inspect.getsource(module), deed.__name__, *map(str, arguments)]
