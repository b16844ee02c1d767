"""Errors of the API, of files and of uploads: every one is answered as a problem."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from mediasvc.api.versioned import now_of
from mediasvc.delivery.problems import PROBLEM, log_refusal, problem
from mediasvc.domain.errors import (
    InternalError,
    MediasvcError,
    NotFound,
    SourceDamaged,
    TimelineChanged,
    Usage,
    VersionChanged,
)

log = structlog.get_logger()


def install(app: Starlette) -> None:
    """Let the app answer every error as a problem."""
    app.add_exception_handler(MediasvcError, _told)
    app.add_exception_handler(VersionChanged, _outdated)
    app.add_exception_handler(RequestValidationError, _misunderstood)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _broken)


def documented(schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with every answer from 400 on as the problem that it is.

    Streams of events are described as texts: FastAPI says what each event is by `itemSchema`, which came with OpenAPI
    3.2, in a document that names version 3.1.
    """
    told = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in schema["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    answer["content"] = _as_problem(answer) or told
                for content in answer.get("content", {}).values():
                    if content.pop("itemSchema", None):
                        content["schema"] = {"type": "string"}
    for name in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(name, None)
    return schema


def _as_problem(answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the content of an answer that is described as a problem, as such; None for any other one."""
    described = answer.get("content", {}).get("application/json", {})
    is_problem = str(described.get("schema", {}).get("$ref", "")).endswith("Problem")
    return {PROBLEM: described} if is_problem else None


def _told(_: Request, error: Exception) -> Response:
    assert isinstance(error, MediasvcError)  # noqa: S101 - so it is registered
    log_refusal(error)
    return problem(error)


def _outdated(request: Request, error: Exception) -> Response:
    """Refuse a change of what has changed since it was read, with what is there now."""
    assert isinstance(error, VersionChanged)  # noqa: S101 - so it is registered
    if isinstance(error, TimelineChanged):
        return problem(error)
    headers, members = now_of(request)
    return problem(error, headers=headers, members=members)


def _misunderstood(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - so it is registered
    return problem(Usage("; ".join(_sentence(each) for each in error.errors()[:5])))


def _sentence(error: Mapping[str, Any]) -> str:
    location: Sequence[Any] = error["loc"]
    told = f"{'.'.join(str(part)[:100] for part in location)}: {error['msg']}"
    # JSON can name a field by half of a character, which no answer can repeat.
    return told.encode(errors="backslashreplace").decode()


def _refused(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: an unknown address, a method that is not there, a body that is no text."""
    assert isinstance(error, HTTPException)  # noqa: S101 - so it is registered
    kinds: Mapping[int, MediasvcError] = {404: NotFound(), 405: Usage("the method is not allowed here")}
    told = kinds.get(error.status_code, Usage(str(error.detail)))
    return problem(told, HTTPStatus(error.status_code), {**(error.headers or {}), **_allowed(request, error)})


def _allowed(request: Request, error: HTTPException) -> dict[str, str]:
    """The methods of an address. The framework itself knows those of one route only, and each of ours has one."""
    route, app = request.scope.get("route"), request.app
    if error.status_code != HTTPStatus.METHOD_NOT_ALLOWED or route is None or not isinstance(app, FastAPI):
        return {}
    methods = app.openapi()["paths"].get(route.path, {})
    return {"Allow": ", ".join(sorted(method.upper() for method in methods))} if methods else {}


def _gone(_: Request, __: Exception) -> Response:
    """Nobody is there any more to read this."""
    log.info("cut short by the client")
    return problem(SourceDamaged("it was cut short"))


def _broken(_: Request, __: Exception) -> Response:
    """Who runs the app hears of it: the error goes on, after this answer."""
    return problem(InternalError())
