"""Whether the service lives, and whether every part that it needs is well."""

from collections.abc import Callable
from http import HTTPStatus

from anyio import create_task_group, fail_after, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.domain.errors import MediasvcError
from mediasvc.domain.job import JobKind

WITHIN_S = 5.0
ANY_KEY = "ready"

Part = tuple[bool, str]


def health_routes(service: Service) -> list[Route]:
    """`/healthz`, which says that this process answers, and `/readyz`, which looks at each part."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def readyz(_: Request) -> Response:
        parts: dict[str, Part] = {}

        async def look(name: str, check: Callable[[], str]) -> None:
            parts[name] = await _look(check)

        async with create_task_group() as group:
            for name, check in _checks(service).items():
                group.start_soon(look, name, check)
        # Without a worker builds wait, and everything else goes on. One that cannot confine converters refuses them.
        ready = all(ok for name, (ok, _) in parts.items() if name != "workers")
        told = {name: {"ok": ok, "detail": detail} for name, (ok, detail) in sorted(parts.items())}
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"ok": ready, "parts": told}, status)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


def _checks(service: Service) -> dict[str, Callable[[], str]]:
    """What each part is asked; it answers with a sentence where it is not well."""

    def database() -> str:
        with service.database.reading() as catalogue:
            catalogue.builds.count()
        return ""

    def storage() -> str:
        service.storage.exists(ANY_KEY)
        return ""

    def queue() -> str:
        service.queue.live()
        return ""

    def workers() -> str:
        return "" if service.queue.workers(JobKind.BUILD) else "No worker is running; builds wait for one."

    def sandbox() -> str:
        return " ".join(service.queue.refusals(JobKind.BUILD))

    return {"database": database, "storage": storage, "queue": queue, "workers": workers, "sandbox": sandbox}


async def _look(check: Callable[[], str]) -> Part:
    try:
        with fail_after(WITHIN_S):
            sentence = await to_thread.run_sync(check, abandon_on_cancel=True)
    except TimeoutError:
        return False, f"There was no answer within {WITHIN_S:.0f} seconds."
    except MediasvcError as error:
        return False, error.message
    return not sentence, sentence
