"""The page of an exported talk: one file that plays the files beside it, also from `file://`."""

from types import MappingProxyType

from mediasvc.delivery.languages import language_for
from mediasvc.delivery.rendering import source
from mediasvc.domain.captions import CaptionsByLanguage
from mediasvc.domain.manifest import Manifest
from mediasvc.web.modules import ONLINE, QUIET, STYLED, TOOLS, tools_of, words_of
from mediasvc.web.passages import passages_of
from mediasvc.web.rendering import render
from mediasvc.web.talk import screen_shape, values_of

# `file:` is what `'self'` is there.
FILES = "'self' file:"


def offline_page(manifest: Manifest, captions: CaptionsByLanguage = MappingProxyType({})) -> str:
    """One HTML page, to be put beside the manifest's files, that needs nothing but those files.

    It speaks the talk's language where the pages do, and has all modules in it, and what is said in all languages: no
    script may load another one, or a file, there.
    `manifest` has a slide, a cue and a rendition at least. Its text may be hostile.
    """
    spoken = language_for(None, "", manifest.language)
    styles = ("page", "head", "talk", "watch", *(name for name in STYLED if name not in ONLINE))
    style = "".join(source(f"{name}.css") for name in styles) + screen_shape(manifest)
    words = {name: words_of(name, spoken) for name in (*TOOLS, *QUIET) if name not in ONLINE}
    values = values_of(manifest, {"words": spoken.words["player"], "said": words})
    return render(
        "offline.html",
        spoken,
        style,
        source("offline.js"),
        FILES,
        **values,
        tools=[name for name in tools_of(manifest) if name not in ONLINE],
        passages=passages_of(manifest, captions),
        player="",
        query="",
        saved="",
    ).html
