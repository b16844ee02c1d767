"""A talk to take away: of a manifest what one way of following needs, so little that a messenger carries it.

Measured with an hour of 40 slides (MB): `audio-low` 7.36; pictures 480 px wide AVIF 0.25, JPEG 0.48; 960 px wide AVIF
0.61, JPEG 1.23; 1920 px wide AVIF 1.77, JPEG 3.32; the slides as PDF 1.03.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from mediasvc.domain.errors import NotFound, Usage
from mediasvc.domain.manifest import Image, Manifest, Rendition
from mediasvc.domain.variants import ON_DEMAND, VARIANTS

SMALLEST = "audio-low"
# Beside a video the pictures are for the list of slides alone. With the smallest sound they keep an hour below 8 MB,
# where those of the larger sounds would make it 8.6.
LIST_PX, SCREEN_PX = 480, 960
READ_BY_ALL = "image/jpeg"
# What one attachment may weigh beside the renditions: the PDF of 40 slides goes with the best sound, and not with the
# smallest; a transcript goes with every talk of some minutes.
ATTACHMENT_SHARE = 1 / 20
# Documents, which no player reads.
_DOCUMENTS = (".pdf", ".txt")


def ways(manifest: Manifest) -> list[Rendition]:
    """Return the ways to follow a talk, the lightest first; those on demand are for other places."""
    found = [each for each in manifest.renditions if each.variant not in ON_DEMAND]
    return sorted(found, key=lambda rendition: rendition.size_bytes)


def is_streamed(href: str) -> bool:
    """Return whether players read the file of this href: attachments and what is made on demand are to be kept."""
    path = PurePosixPath(href)
    return path.suffix not in _DOCUMENTS and path.stem not in ON_DEMAND


def takeaways(manifest: Manifest) -> list[tuple[Rendition, int]]:
    """Return each rendition that is to be had as a talk to take away, with about its bytes; the fewest come first.

    This decides what is offered to take away, on every page, and what is answered.
    """
    weighed = [(way, weight_bytes(takeaway(manifest, [way.variant]))) for way in ways(manifest)]
    return sorted(weighed, key=lambda way: way[1])


def checked_variants(manifest: Manifest, variants: Sequence[str]) -> Sequence[str]:
    """Return the variants, where each is a way to follow this talk. Raises Usage, NotFound."""
    there = [way.variant for way in ways(manifest)]
    declared = [variant.name for variant in VARIANTS if not variant.on_demand]
    for name in variants:
        if name not in there:
            available = f"available: {', '.join(there)}"
            if name in declared:
                raise NotFound(f"variant {name!r} of {manifest.slug}; {available}")
            raise Usage(f"unknown variant {name!r}; {available}")
    return variants


def takeaway(manifest: Manifest, variants: Collection[str]) -> Manifest:
    """Return the manifest with the renditions of these variants, and with what following them needs.

    That is one picture a slide, in the type that every browser reads, because what is on one's own disk need not be
    fetched; the text tracks; and the attachments that are small beside the renditions. The rest is as it was.
    """
    renditions = tuple(each for each in manifest.renditions if each.variant in variants)
    most_bytes = sum(each.size_bytes for each in renditions) * ATTACHMENT_SHARE
    listens = any(each.kind == "audio" and each.variant != SMALLEST for each in renditions)
    most_px = SCREEN_PX if listens else LIST_PX
    return replace(
        manifest,
        slides=tuple(replace(slide, images=_picture(slide.images, most_px)) for slide in manifest.slides),
        renditions=renditions,
        attachments=tuple(each for each in manifest.attachments if each.size_bytes <= most_bytes),
    )


def weight_bytes(manifest: Manifest) -> int:
    """Return the size of the named files, without text tracks of early releases, which are small and do not say it."""
    return sum(file.size_bytes or 0 for file in manifest.files)


def _picture(images: Sequence[Image], most_px: int) -> tuple[Image, ...]:
    """Return the widest that is no wider than this, or the narrowest; none where there is none."""
    readable = [image for image in images if image.type == READ_BY_ALL] or images
    fitting = [image for image in readable if image.width <= most_px]
    if fitting:
        return (max(fitting, key=lambda image: image.width),)
    return tuple(sorted(readable, key=lambda image: image.width)[:1])
