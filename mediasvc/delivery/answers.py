"""Pages as they go over the wire: packed once, sent to each who does not have them yet."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock

import brotli
from starlette.requests import Request
from starlette.responses import Response

from mediasvc.delivery.etags import etag_of, is_known
from mediasvc.delivery.headers import ASKED_AGAIN, FOR_ANYBODY, OF_ITS_TYPE
from mediasvc.delivery.preferences import weighed
from mediasvc.delivery.rendering import Page

KEPT_PAGES = 256
ANYBODY, OURSELVES = "*", "'self'"
# Headers of what any page's scripts may read, and what is the same in every language.
IN_ANY_LANGUAGE = {**FOR_ANYBODY, "Vary": "Accept-Encoding"}

# What Brotli makes of a page is a sixth smaller than gzip's, at this price: a page of 60 KB costs 0.15 s at the best
# quality, which is paid once where the page is kept, and 3 ms at the quick one.
BEST, QUICK = 11, 5
BEST_UP_TO_BYTES = 150_000


@dataclass(frozen=True)
class PackedPage:
    """A page in gzip's format and in Brotli's, and the validator of what it says."""

    gzipped: bytes
    brotli: bytes
    etag: str
    policy: str


class PackedPages:
    """The pages that were asked for last, packed at this quality of Brotli's. Threads may share it."""

    def __init__(self, quality: int = BEST) -> None:
        self._quality = quality
        self._pages: OrderedDict[Hashable, PackedPage] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Page]) -> PackedPage:
        """The page of this key, which is everything that it depends on. Two threads at once may both make it."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        page = packed(make(), self._quality)
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        return page


def packed(page: Page, quality: int = QUICK) -> PackedPage:
    """The page as it goes over the wire; `quality` is Brotli's."""
    html = page.html.encode()
    quality = quality if len(html) <= BEST_UP_TO_BYTES else QUICK
    etag = etag_of(hashlib.sha256(html).hexdigest(), weak=True)
    # gzip's without the time of day in it, so that equal pages are equal bytes.
    return PackedPage(gzip.compress(html, mtime=0), brotli.compress(html, quality=quality), etag, page.policy)


def answer(
    request: Request,
    page: PackedPage,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    framed: bool = False,
    media_type: str = "text/html",
) -> Response:
    """The page, or 304 to one who has it. Only what may be `framed` can stand in other people's pages."""
    told = {
        "Cache-Control": ASKED_AGAIN,
        "Vary": "Accept-Encoding, Accept-Language",
        "Content-Security-Policy": f"{page.policy};frame-ancestors {ANYBODY if framed else OURSELVES}",
        **OF_ITS_TYPE,
        "Referrer-Policy": "strict-origin-when-cross-origin",
        **(headers or {}),
    }
    if status == 200:
        told["ETag"] = page.etag
        if is_known(request.headers.get("if-none-match", ""), page.etag):
            return Response(status_code=304, headers=told)
    accepted = request.headers.get("accept-encoding", "")
    if takes("br", accepted):
        return Response(page.brotli, status, {**told, "Content-Encoding": "br"}, media_type)
    if takes("gzip", accepted):
        return Response(page.gzipped, status, {**told, "Content-Encoding": "gzip"}, media_type)
    return Response(gzip.decompress(page.gzipped), status, told, media_type)


def takes(coding: str, accept_encoding: str) -> bool:
    """Whether its own weight, or else the one of all others, is more than nothing."""
    weights = dict(weighed(accept_encoding))
    return weights.get(coding, weights.get("*", 0)) > 0
