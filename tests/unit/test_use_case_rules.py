"""Use cases are called alike, know who asks, and are the only way to the database from outside."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from who_may_table import TABLE

import mediasvc
from mediasvc import usecases
from mediasvc.domain.access import Actor
from mediasvc.ports import Catalogue, Database, JobQueue, Parts, Storage

MOST_PARAMETERS = 5
# Functions that reach the database, the storage or the queue, although nobody in particular asks for it.
NOBODY_ASKS: Mapping[str, str] = {
    "build_again.build_with_words": "the service does it by itself, now and then",
    "catch_up.catch_up": "the service does it by itself, now and then",
    "follow.let_go": "it waits for a worker, and reads nothing of a seminar",
    "hand_in.begin": "the use case that calls it has decided",
    "hand_in.discard": "it clears up after a build that has failed, for whoever handed it in",
    "links.read_link": "the link says whom it is for",
    "links.use_link": "the link says whom it is for",
    "mails.send_due": "a worker does it, for whoever is to be told",
    "notify.tell_of_events": "a worker does it, for whoever is to be told",
    "publish.publish": "a worker does it, for whoever handed the build in",
    "publish_due.publish_due": "the service does it by itself, now and then",
    "purge.purge": "the service does it by itself, now and then",
    "reading_jobs.begin_reading": "a worker does it, for whoever uploaded the sources",
    "reading_jobs.first_files": "a worker does it, for whoever uploaded the sources",
    "reading_jobs.keep_reading": "a worker does it, for whoever uploaded the sources",
    "receive.abandon": "who has the address of an upload may do this with it",
    "receive.finish": "it looks itself up who began the upload",
    "receive.is_wanted": "its caller holds the upload",
    "receive.keep": "its caller holds the upload",
    "receive.look": "who has the address of an upload may do this with it",
    "receive.release": "its caller holds the upload",
    "receive.stage": "its caller holds the upload",
    "receive.take": "who has the address of an upload may do this with it",
    "recognitions.ask_for_words": "a worker does it, for whoever handed the build in",
    "recognitions.begin_recognition": "a worker does it, for whoever handed the build in",
    "recognitions.check_model": "the use case that calls it has decided",
    "recognitions.end_recognition": "a worker does it, for whoever handed the build in",
    "recognitions.lose_words": "a worker does it, for whoever handed the build in",
    "recognitions.read_recognition": "a worker does it, for whoever handed the build in",
    "reconcile.reconcile": "the service does it by itself, now and then",
    "remove.stop": "the use case that calls it has decided",
    "resets.ask_for_reset": "nobody has to be known to ask for a link, which goes to the owner of the address alone",
    "resets.mail_reset": "nobody has to be known to ask for a link, which goes to the owner of the address alone",
    "secrets.secret_of": "it tells nobody outside of the service, which signs with it",
    "series_pictures.given_picture": "a worker does it, for whoever uploaded the picture",
    "series_pictures.keep_picture": "a worker does it, for whoever uploaded the picture",
    "sessions.forget_attempts": "its caller has found out who asks",
    "sessions.session_of": "it finds out who asks",
    "sessions.sign_in": "it finds out who asks",
    "sessions.sign_out": "who has the session's token may end it",
    "sweep.go_on": "the service does it by itself, now and then",
    "sweep.sweep": "the service does it by itself, now and then",
    "take_in.take_in": "the use case that calls it has decided",
    "tokens.bearer": "it finds out who asks",
    "waiting.begin_when_complete": "it looks itself up who asked for the order",
    "watch.asked_captions": "its caller was given the release",
    "watch.captions_of": "its caller was given the release",
    "watch.manifest_of": "its caller was given the release",
}
OUTSIDE = ("api", "cli", "console", "delivery", "organiser", "web", "server.py", "presence.py")
# The service's own work takes the parts that it needs, and the command line does it, too.
GIVEN_THE_DATABASE = ("catch_up", "publish_due", "reconcile_builds")


def _functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in pkgutil.iter_modules(usecases.__path__):
        module = importlib.import_module(f"{usecases.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{found.name}.{name}", function


FUNCTIONS = dict(_functions())


def takes(function: Callable[..., Any]) -> list[Any]:
    return [parameter.annotation for parameter in inspect.signature(function).parameters.values()]


def reaches_out(function: Callable[..., Any]) -> bool:
    """Return whether the function opens a transaction of its own, or could."""
    given = takes(function)
    return Catalogue not in given and any(part in given for part in (Parts, Database, Storage, JobQueue))


USE_CASES = {name for name, function in FUNCTIONS.items() if reaches_out(function)} - NOBODY_ASKS.keys()


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_function_has_many_parameters(name: str) -> None:
    assert len(takes(FUNCTIONS[name])) <= MOST_PARAMETERS


@pytest.mark.parametrize("name", sorted(USE_CASES))
def test_a_use_case_takes_the_parts_and_who_asks(name: str) -> None:
    assert takes(FUNCTIONS[name])[:2] == [Parts, Actor]


@pytest.mark.parametrize("name", sorted(NOBODY_ASKS))
def test_what_nobody_asks_for_takes_no_actor(name: str) -> None:
    function = FUNCTIONS[name]
    assert reaches_out(function)
    assert Actor not in takes(function)


def test_every_use_case_is_in_the_table_of_who_may() -> None:
    assert {row.name for row in TABLE} == USE_CASES


def databases_in(text: str) -> list[int]:
    """Return the lines that have a service's database in hand, beside those that give it to the service's own work."""
    tree = ast.parse(text)
    given = {
        id(argument)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GIVEN_THE_DATABASE
        for argument in call.args
    }
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "database")
    return [node.lineno for node in found if id(node) not in given]


def test_a_database_in_hand_is_noticed() -> None:
    assert databases_in("with service.database.reading() as catalogue:\n    pass") == [1]
    assert databases_in("catch_up(service.database, service.storage)\nwatch(service.database, slug)") == [2]


def test_outside_of_use_cases_nobody_has_the_database_in_hand() -> None:
    root = Path(mediasvc.__file__ or "").parent
    paths = [path for place in OUTSIDE for path in [root / place, *(root / place).rglob("*.py")] if path.is_file()]
    assert len(paths) > len(OUTSIDE)
    assert {str(path): lines for path in paths if (lines := databases_in(path.read_text("utf-8")))} == {}
