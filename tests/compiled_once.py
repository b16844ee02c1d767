"""SQL that is compiled once in a process, for tests that make hundreds of databases."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine

from mediasvc.adapters.db import engine as engines


@contextmanager
def compiling_once() -> Generator[None]:
    """Let engines for SQLite share what they compile: each would do so anew, which takes longer than to run it.

    What is compiled belongs to a dialect, which holds nothing of one database.
    """
    first = create_engine("sqlite://")
    # A dialect finds out about SQLite when it first connects.
    first.connect().close()
    compiled: dict[Any, Any] = {}

    def create(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        if engine.dialect.name == first.dialect.name:
            engine.dialect = first.dialect
            engine.update_execution_options(compiled_cache=compiled)
        return engine

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engines, "create_engine", create)
        yield
    first.dispose()
