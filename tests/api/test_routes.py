"""What each of those who ask gets at each route is a table; a route that is not in it fails the test."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from house import House, open_house
from route_scene import OK, Asker, Row, Scene, Values, furnished
from route_table import ROUTES
from starlette.routing import BaseRoute, Mount, Route

PLACEHOLDER = re.compile(r"\{(\w+)(?::\w+)?\}")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[Scene]:
    """One for all routes: each request is about something that was made for it."""
    with open_house(tmp_path_factory.mktemp("house"), template, {}) as house:
        yield furnished(house)


def routes_of(routes: list[BaseRoute], prefix: str = "") -> Iterator[str]:
    """Yield the routes below these, each by its method and its path."""
    for route in routes:
        included: Any = getattr(route, "original_router", None)
        if included is not None:
            yield from routes_of(included.routes, prefix)
        elif isinstance(route, Mount):
            assert route.routes, f"{route.path} is an application whose routes cannot be read: name them in this test"
            yield from routes_of(route.routes, prefix + route.path)
        else:
            assert isinstance(route, Route), route
            yield from (f"{method} {prefix}{route.path}" for method in (route.methods or ()) if method != "HEAD")


def test_every_route_is_in_the_table(house: House) -> None:
    app: Any = house.app
    assert sorted(row.route for row in ROUTES) == sorted(routes_of(app.routes))


def last_change(scene: Scene) -> int:
    with scene.house.database.reading() as catalogue:
        return max((entry.number for entry in catalogue.audit.some(1)), default=0)


def ask(scene: Scene, row: Row, asker: Asker, values: Values) -> httpx.Response:
    """Return the answer. Where it is a refusal, nothing has changed."""
    client = scene.client(asker)
    method, path = row.route.split(" ")
    address = PLACEHOLDER.sub(lambda found: values[found[1]], path)
    given = row.request(values)
    if "data" in given:
        given["data"] = {**given["data"], "form_token": client.headers.get("X-Form-Token", "")}
    before = last_change(scene)
    answer = client.request(method, address, **given)
    assert answer.status_code < 400 or last_change(scene) == before
    return answer


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: row.route)
def test_each_asker_gets_what_is_in_the_table(scene: Scene, row: Row) -> None:
    lasting = row.values(scene) if row.route.startswith("GET ") else None
    got = {asker: ask(scene, row, asker, lasting or row.values(scene)) for asker in Asker}
    told = {asker: OK if answer.status_code < 400 else answer.status_code for asker, answer in got.items()}
    assert told == dict(row.expected), {asker: answer.text[:300] for asker, answer in got.items()}
