"""A service of its own for every test."""

from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest
from fastapi import FastAPI
from house import House, make_template, open_house
from structlog.testing import capture_logs
from wire import Wire, on_the_wire

from mediasvc import server
from mediasvc.api.app import create_api
from mediasvc.bootstrap import Service
from mediasvc.domain.limits import Limits

SMALL = Limits(deck_bytes=1_000, recording_bytes=2_000)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template") / "mediasvc.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _routes_found_out_once() -> Iterator[None]:
    """FastAPI finds out at an application's first request how each route is called: they all share the routes."""
    first: list[FastAPI] = []

    def create(service: Service) -> FastAPI:
        own = create_api(service)
        if not first:
            first.append(own)
            return own
        api = copy(first[0])
        api.state, api.middleware_stack = own.state, None
        return api

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(server, "create_api", create)
        yield


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Without being told how, the log draws every defect with all that stood around it, which takes seconds."""
    with capture_logs():
        yield


@pytest.fixture
def house(tmp_path: Path, template: Path) -> Iterator[House]:
    with open_house(tmp_path, template, {}) as house:
        yield house


@pytest.fixture
def small_house(tmp_path: Path, template: Path) -> Iterator[House]:
    """A house that takes uploads of 2,000 bytes."""
    with open_house(tmp_path, template, {"limits": SMALL}) as house:
        yield house


@pytest.fixture
def wire(house: House) -> Iterator[Wire]:
    """The house behind a real server."""
    with on_the_wire(house) as wire:
        yield wire


@pytest.fixture
def small_wire(small_house: House) -> Iterator[Wire]:
    """The small house behind a real server."""
    with on_the_wire(small_house) as wire:
        yield wire
