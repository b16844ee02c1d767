"""Errors as answers for programs: RFC 9457 problem details that carry the contract's codes."""

from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import structlog
from starlette.responses import JSONResponse, Response

from mediasvc.delivery.addresses import API
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.errors import MediasvcError, TimelineChanged, TooManyAttempts, Usage, Withdrawn

PROBLEM = "application/problem+json"
RETRY_AFTER_S = 5
# Room is made by people.
FULL_RETRY_AFTER_S = 60
HINT = f"The description of the API is at {API}/openapi.json."

log = structlog.get_logger()


def problem(
    error: MediasvcError,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
) -> Response:
    """The answer that tells this error, with more `members` of the problem where they are given."""
    status = status or status_of(error)
    told = {
        "type": f"urn:mediasvc:error:{error.code}",
        "title": (type(error).__doc__ or "").strip(),
        "status": int(status),
        "detail": error.message,
        "code": error.code,
        "hint": HINT if isinstance(error, Usage) else error.failure.hint,
        **_members(error),
        **(members or {}),
    }
    if error.reason is not None:
        told["reason"] = error.reason
    more: Mapping[int, Mapping[str, str]] = {
        HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
        HTTPStatus.LOCKED: {"Retry-After": "1"},
        HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": str(RETRY_AFTER_S)},
        HTTPStatus.INSUFFICIENT_STORAGE: {"Retry-After": str(FULL_RETRY_AFTER_S)},
    }
    if isinstance(error, TooManyAttempts):
        more[status] = {"Retry-After": str(error.retry_after_s)}
    return JSONResponse(told, int(status), {**more.get(status, {}), **(headers or {})}, media_type=PROBLEM)


def _members(error: MediasvcError) -> dict[str, Any]:
    """Return what the problem of this error has beside what all have, as the API's schemas describe it."""
    if isinstance(error, Withdrawn) and error.notice is not None:
        return {"notice": error.notice}
    if not isinstance(error, TimelineChanged):
        return {}
    return {"changes": [asdict(each) for each in error.differences]}


def log_refusal(error: MediasvcError) -> None:
    """Note an error that those who run the service should hear of."""
    if status_of(error) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("not answered", code=error.code, error=error.message)
