"""What search engines and other people's pages are told of a talk, in schema.org's words."""

from typing import Any

from mediasvc.delivery.figures import seconds
from mediasvc.domain.manifest import Image, Manifest
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline import Cue
from mediasvc.web.talk import held_at, jpeg_of, modes_of

SHARED_WIDTH = 960


def share_image(manifest: Manifest) -> Image:
    """The first slide's picture that stands for the talk elsewhere: a JPEG, which everybody reads."""
    return jpeg_of(manifest.opening_slide, SHARED_WIDTH)


def linked_data(manifest: Manifest, seminar: Seminar, address: str, description: str) -> dict[str, Any]:
    """The talk as a VideoObject, or an AudioObject where it has no video, with a Clip for each cue.

    Hrefs in the manifest are whole addresses already; `address` is that of the talk's own page.
    """
    played = [source for mode in modes_of(manifest) for source in mode.sources]
    videos = [source for source in played if source.kind == "video"]
    content = (videos or played)[0]
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "VideoObject" if videos else "AudioObject",
        "name": manifest.title,
        "description": description,
        "url": address,
        "embedUrl": f"{address}/embed",
        "uploadDate": held_at(manifest, seminar).isoformat(timespec="seconds"),
        "thumbnailUrl": share_image(manifest).href,
        "duration": f"PT{seconds(manifest.duration_ms)}S",
        "creator": [{"@type": "Person", "name": speaker} for speaker in manifest.speakers],
        "hasPart": [_clip(manifest, cue, address) for cue in manifest.cues],
    }
    if not seminar.streaming_only:
        told |= {"contentUrl": content.href, "encodingFormat": content.type.partition(";")[0]}
    if manifest.language:
        told["inLanguage"] = manifest.language
    return told


def _clip(manifest: Manifest, cue: Cue, address: str) -> dict[str, Any]:
    slide = manifest.slides[cue.slide]
    return {
        "@type": "Clip",
        "name": slide.title or f"Slide {slide.number}",
        "startOffset": cue.start_ms / 1000,
        "endOffset": cue.end_ms / 1000,
        # Search engines go by the query, and drop the fragment.
        "url": f"{address}?t={seconds(cue.start_ms)}",
    }
