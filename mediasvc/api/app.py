"""The application behind `/api/v1`."""

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI

from mediasvc.api import errors
from mediasvc.api.body import LimitBody
from mediasvc.api.routes import (
    administration,
    builds,
    consents,
    people,
    readings,
    releases,
    seminars,
    series,
    session,
    sources,
    timelines,
    uploads,
    waiting,
)
from mediasvc.api.watched import WatchedBuilds
from mediasvc.bootstrap import Service
from mediasvc.delivery.addresses import API
from mediasvc.delivery.public_reads import PublicReads


class Api(FastAPI):
    """FastAPI, with a document that tells of errors as they are."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = errors.documented(super().openapi())
        return self.openapi_schema


def create_api(service: Service) -> FastAPI:
    """The API over these parts."""
    app = Api(
        title="mediasvc",
        version=version("mediasvc"),
        description="Hand in a seminar's slides and recording, build a voice-over-slides talk of them, publish it.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        servers=[{"url": API}],
        root_path_in_servers=False,
    )
    app.state.service = service
    app.state.watched = WatchedBuilds()
    errors.install(app)
    files, work = (sources, uploads, readings), (builds, waiting, releases, timelines)
    for routes in (seminars, consents, *files, *work, session, people, series, administration):
        app.include_router(routes.router)
    app.add_middleware(LimitBody)
    app.add_middleware(PublicReads)
    return app
