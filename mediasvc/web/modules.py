"""The scripts that are files of their own.

The player's modules are fetched when they are first wanted, as `/player/{digest}/{language}/{name}.js`; each carries
its words in that language, and its style. `/player/seminar-player.js` is the web component, for pages anywhere.
"""

import hashlib
import json
from functools import cache
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediasvc.delivery.answers import BEST, IN_ANY_LANGUAGE, PackedPage, answer, packed
from mediasvc.delivery.headers import ASKED_AGAIN, FOR_AN_HOUR, FOR_EVER
from mediasvc.delivery.languages import TAGS, Language, language
from mediasvc.delivery.rendering import NOTHING, Page, module, source
from mediasvc.domain.manifest import Manifest

# What has a button, in their order; and what comes by itself.
TOOLS = ("search", "transcript", "notes", "zoom", "link", "settings", "help")
QUIET = ("captions", "session", "budget", "ask", "portal")
STYLED = ("search", "transcript", "zoom", "link", "settings", "help", "captions", "ask")
# A link to a file of this disk is no use to others, and what is on it costs nothing.
ONLINE = ("link", "budget", "ask", "portal")

SCRIPT = "text/javascript"


def module_routes() -> list[Route]:
    """To stand among the pages."""
    return [
        Route("/player/{digest}/{language}/{name}.js", _module),
        Route("/player/seminar-player.js", _component),
    ]


def tools_of(manifest: Manifest) -> list[str]:
    """Return the names of the tools that have something to show of this talk, in the order of their buttons."""
    said = any(track.kind == "captions" for track in manifest.text_tracks)
    text = any(slide.has_words for slide in manifest.slides)
    titles = any(slide.title for slide in manifest.slides)
    filled = {"search": said or text or titles, "transcript": said, "notes": text}
    return [name for name in TOOLS if filled.get(name, True)]


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
def _packed(name: str, spoken: Language) -> PackedPage:
    return packed(Page(_text(name, spoken), NOTHING), BEST)


@cache
def _packed_component() -> PackedPage:
    return packed(Page(source("seminar-player.js"), NOTHING), BEST)


def _component(request: Request) -> Response:
    headers = {**IN_ANY_LANGUAGE, "Cache-Control": FOR_AN_HOUR}
    return answer(request, _packed_component(), headers=headers, media_type=SCRIPT)


def _module(request: Request) -> Response:
    """The module as it is now: a page that is older than the service finds it by its own digest all the same."""
    name, tag = request.path_params["name"], request.path_params["language"]
    if name not in (*TOOLS, *QUIET) or tag not in TAGS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    spoken = language(tag)
    known = request.url.path.endswith(f"{modules_path(spoken)}{name}.js")
    headers = {**IN_ANY_LANGUAGE, "Cache-Control": FOR_EVER if known else ASKED_AGAIN}
    return answer(request, _packed(name, spoken), headers=headers, media_type=SCRIPT)
