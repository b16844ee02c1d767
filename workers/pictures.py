"""Makes pictures of series from what was uploaded for them, as a job of the queue."""

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

import structlog

from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.errors import Failure, InternalError, NotFound, PermanentError, Usage
from mediasvc.domain.series import SeriesId
from mediasvc.settings import load_settings
from mediasvc.usecases.series_pictures import given_picture, keep_picture
from workers.confinement import confine_as_can_be
from workers.inside import inside
from workers.media.square import Found, square
from workers.process import Children, belong_to

log = structlog.get_logger()

_WRONG = {
    Found.TOO_SMALL: Usage("the picture is too small").because("picture_too_small"),
    Found.UNUSABLE: Usage("this is no JPEG, PNG or WebP picture that can be used").because("picture_unusable"),
}


def run_picture(series_id: str) -> None:
    """Make the picture of the series, and of what is uploaded meanwhile. Raises TransientError."""
    with open_service(load_settings()) as service:
        structlog.contextvars.bind_contextvars(series=series_id)
        if service.settings.weaker_sandbox_because_every_file_is_trusted:
            confine_as_can_be()
        belong_to(Children())
        make_pictures(service, SeriesId(series_id))


def make_pictures(service: Service, series_id: SeriesId) -> None:
    """Make the picture of the series as long as an upload waits to become one. Raises TransientError."""
    while (given := given_picture(service.database, series_id)) is not None:
        made = _made(service, series_id, given)
        keep_picture(service.database, series_id, given, made)
        service.storage.delete(given)
        log.info("picture of a series read", made=not isinstance(made, Failure))


def _made(service: Service, series_id: SeriesId, given: str) -> str | Failure:
    """Return where the picture is kept that was made of the upload, or why there is none."""
    cache = service.settings.data_dir / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as name:
        folder = Path(name)
        path, made = folder / "given", folder / "made.jpg"
        try:
            service.storage.fetch(given, path)
            found = inside(square, folder=folder, reads=[path], makes=[made])(path, made)
            if found is not Found.USABLE:
                return _failure(_WRONG[found])
            key = f"series/{series_id}/{hashlib.sha256(made.read_bytes()).hexdigest()}.jpg"
            with made.open("rb") as file:
                service.storage.put(key, file)
        except (NotFound, PermanentError):
            # The sandbox ends what takes too much, and what crashes.
            return _failure(_WRONG[Found.UNUSABLE])
        except OSError as error:
            log.exception("picture not made")
            return InternalError(type(error).__name__).failure
    return key


def _failure(error: Usage) -> Failure:
    return replace(error.failure, code=error.reason or error.code)
