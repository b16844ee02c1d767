"""Whether the service lives, and whether every part that it needs is well."""

from collections.abc import Callable
from http import HTTPStatus

from anyio import create_task_group, fail_after, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.domain.access import Anonymous
from mediasvc.domain.errors import MediasvcError
from mediasvc.usecases.monitor import checks

WITHIN_S = 5.0
WAITED_FOR = ("workers", "recogniser")

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
            for name, check in checks(service, Anonymous()).items():
                group.start_soon(look, name, check)
        # Without a worker builds and words wait, and everything else goes on. One that cannot confine converters
        # refuses them.
        ready = all(ok for name, (ok, _) in parts.items() if name not in WAITED_FOR)
        told = {name: {"ok": ok, "detail": detail} for name, (ok, detail) in sorted(parts.items())}
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"ok": ready, "parts": told}, status)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


async def _look(check: Callable[[], str]) -> Part:
    try:
        with fail_after(WITHIN_S):
            sentence = await to_thread.run_sync(check, abandon_on_cancel=True)
    except TimeoutError:
        return False, f"There was no answer within {WITHIN_S:.0f} seconds."
    except MediasvcError as error:
        return False, error.message
    return not sentence, sentence
