"""The page of an exported talk: one file that plays the files beside it, also from `file://`."""

from collections.abc import Mapping
from typing import Any

from mediasvc.web.rendering import render, source
from mediasvc.web.talk import screen_shape, values_of

# `file:` is what `'self'` is there.
FILES = "'self' file:"


def offline_page(manifest: Mapping[str, Any]) -> str:
    """One HTML page, to be put beside the manifest's files, that needs nothing but those files.

    `manifest` is a decoded `manifest.json` that has a slide, a cue and a rendition at least. Its text may be hostile.
    """
    style = source("page.css") + source("talk.css") + source("watch.css") + screen_shape(manifest)
    return render("offline.html", style, source("watch.js"), FILES, **values_of(manifest)).html
