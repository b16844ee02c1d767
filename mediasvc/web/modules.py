"""The player's modules that are fetched when they are first wanted: `/player/{digest}/{language}/{name}.js`.

Each carries its words in that language, and its style.
"""

import hashlib
import json
from functools import cache
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediasvc.web.answers import BEST, answer, packed
from mediasvc.web.languages import TAGS, Language, language
from mediasvc.web.rendering import Page, module, source

# What has a button, in their order; and what comes by itself.
TOOLS = ("search", "transcript", "notes", "zoom", "link", "settings", "help")
QUIET = ("captions", "session")
STYLED = ("search", "transcript", "zoom", "link", "settings", "help", "captions")

FOR_EVER = "public, max-age=31536000, immutable"


def module_routes() -> list[Route]:
    """To stand among the pages."""
    return [Route("/player/{digest}/{language}/{name}.js", _module)]


def words_of(name: str, spoken: Language) -> dict[str, str]:
    """The module's words, if it says something."""
    return spoken.words.get(name, {})


@cache
def modules_path(spoken: Language) -> str:
    """Where the modules that speak this language are, by their digest, so that they can be kept for ever."""
    told = "".join(_text(name, spoken) for name in (*TOOLS, *QUIET))
    return f"/player/{hashlib.sha256(told.encode()).hexdigest()[:16]}/{spoken.tag}/"


@cache
def _text(name: str, spoken: Language) -> str:
    words = json.dumps(words_of(name, spoken), ensure_ascii=False, separators=(",", ":"))
    style = json.dumps(source(f"{name}.css") if name in STYLED else "", ensure_ascii=False)
    return f"{module(f'{name}.js')}export const words={words};\nexport const style={style};\n"


@cache
def _packed(name: str, spoken: Language):
    return packed(Page(_text(name, spoken), "default-src 'none'"), BEST)


def _module(request: Request) -> Response:
    """The module as it is now: a page that is older than the service finds it by its own digest all the same."""
    name, tag = request.path_params["name"], request.path_params["language"]
    if name not in (*TOOLS, *QUIET) or tag not in TAGS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    spoken = language(tag)
    known = request.url.path.endswith(f"{modules_path(spoken)}{name}.js")
    # A frame that is a sandbox has no origin, and may read what anybody may.
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": FOR_EVER if known else "no-cache"}
    return answer(request, _packed(name, spoken), headers=headers, media_type="text/javascript")
