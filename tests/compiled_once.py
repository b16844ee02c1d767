"""SQL that is compiled once in a process, for tests that make hundreds of databases."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import URL, Dialect, Engine, create_engine, event

from mediasvc.adapters.db import engine as engines


@contextmanager
def compiling_once() -> Generator[None]:
    """Let engines share what they compile: each would do so anew, which takes longer than to run it.

    What is compiled belongs to a dialect, which holds nothing of one database.
    """
    dialects: dict[str, Dialect] = {}
    compiled: dict[Any, Any] = {}

    def create(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        engine.update_execution_options(compiled_cache=compiled)
        dialect = engine.dialect
        if dialect.name in dialects:
            engine.dialect = dialects[dialect.name]
        else:
            # It finds out about its server when it first connects, and is of no use to others before.
            event.listen(engine, "connect", lambda *_: dialects.setdefault(dialect.name, dialect), once=True)
        return engine

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engines, "create_engine", create)
        yield
