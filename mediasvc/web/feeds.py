"""What programs subscribe to: a podcast of the talks, news of them, and the addresses for search engines.

RSS 2.0 with Apple's and the Podcast Index's elements, Atom (RFC 4287), a sitemap (sitemaps.org, 0.9), and robots.txt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from mediasvc.delivery.addresses import CONSOLE, UPLOADS
from mediasvc.delivery.figures import clock, seconds
from mediasvc.delivery.rendering import Page
from mediasvc.domain.manifest import Manifest, Rendition
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.takeaway import ways
from mediasvc.web.channel import Channel
from mediasvc.web.rendering import render_xml
from mediasvc.web.talk import held_at, jpeg_of, on_the_web

# Of all sounds, the one that any phone and any program plays.
ENCLOSED = "audio-basic"


@dataclass(frozen=True)
class Transcript:
    """A file of what is said in a talk, in this language, where that is known.

    `rel` is the Podcast Index's word for what it is for.
    """

    href: str
    type: str
    rel: str | None
    language: str | None


@dataclass(frozen=True)
class Other:
    """A rendition beside the enclosed one, with its media type and its codecs apart, as the Podcast Index has them."""

    rendition: Rendition
    type: str
    codecs: str


@dataclass(frozen=True)
class Item:
    """A talk of a feed: its manifest, with whole addresses, and when its release was made."""

    seminar: Seminar
    manifest: Manifest
    released_at: datetime
    address: str

    @property
    def published(self) -> str:
        """As mail has it (RFC 5322), and so RSS."""
        return format_datetime(held_at(self.manifest, self.seminar))

    @property
    def updated(self) -> str:
        """As RFC 3339 has it, and so Atom."""
        return self.released_at.astimezone(UTC).isoformat(timespec="seconds")

    @property
    def duration(self) -> str:
        return clock(self.manifest.duration_ms)

    @property
    def enclosure(self) -> Rendition:
        """The MP3 for any phone, or the first sound where there is none."""
        sounds = [each for each in self.manifest.renditions if each.kind == "audio"]
        return next((each for each in sounds if each.variant == ENCLOSED), (sounds or self.manifest.renditions)[0])

    @property
    def others(self) -> list[Other]:
        """The same talk in other ways, but for those that are made on demand: they are for other places."""
        return [_other(each) for each in ways(self.manifest) if each is not self.enclosure]

    @property
    def transcripts(self) -> list[Transcript]:
        """What is said in it: captions, and the text of all of it; nothing where nobody handed it in."""
        texts = [each for each in self.manifest.attachments if each.type.startswith("text/plain")]
        return [
            *(Transcript(each.href, "text/vtt", "captions", _known(each.language)) for each in self.manifest.captions),
            *(Transcript(each.href, "text/plain", None, self.manifest.language) for each in texts),
        ]

    @property
    def urn(self) -> str:
        """What names the talk for ever, whatever its address becomes."""
        return UUID(self.seminar.id).urn

    @property
    def summary(self) -> str:
        speakers = ", ".join(self.manifest.speakers)
        titles = [slide.title for slide in self.manifest.slides if slide.title]
        return "\n".join(filter(None, [speakers, " · ".join(titles)]))


def item_of(seminar: Seminar, manifest: Manifest, released_at: datetime, public_url: str) -> Item:
    """The talk with this manifest, at a service of this address."""
    return Item(seminar, on_the_web(manifest, public_url), released_at, f"{public_url}/s/{seminar.slug}")


def podcast(items: Sequence[Item], public_url: str, channel: Channel) -> Page:
    """The podcast of this channel."""
    return render_xml("podcast.xml", items=items, site=public_url, channel=channel)


def news(items: Sequence[Item], public_url: str, address: str) -> Page:
    """Atom's feed of new talks, at `address`."""
    newest = max((item.updated for item in items), default="1970-01-01T00:00:00+00:00")
    return render_xml("atom.xml", items=items, site=public_url, address=address, updated=newest)


def sitemap(seminars: Sequence[Seminar], public_url: str) -> Page:
    """The addresses of all public talks."""
    return render_xml("sitemap.xml", seminars=seminars, site=public_url)


def robots(public_url: str) -> str:
    """Return what robots may read (RFC 9309): all but what is for signed-in people, and for uploads."""
    below = urlsplit(public_url).path
    closed = "".join(f"Disallow: {below}{path}/\n" for path in (CONSOLE, UPLOADS))
    return f"User-agent: *\n{closed}\nSitemap: {public_url}/sitemap.xml\n"


def chapters(item: Item) -> dict[str, Any]:
    """A talk's cues as the Podcast Index's chapters, version 1.2.0, with each slide's small picture."""
    slides = item.manifest.slides
    return {
        "version": "1.2.0",
        "title": item.manifest.title,
        "chapters": [
            {
                "startTime": cue.start_ms / 1000,
                "endTime": cue.end_ms / 1000,
                "title": slides[cue.slide].title or str(slides[cue.slide].number),
                "img": jpeg_of(slides[cue.slide], 0).href,
                "url": f"{item.address}#t={seconds(cue.start_ms)}",
            }
            for cue in item.manifest.cues
        ],
    }


def _known(language: str) -> str | None:
    return None if language == "und" else language


def _other(rendition: Rendition) -> Other:
    message = Message()
    message["Content-Type"] = rendition.type
    return Other(rendition, message.get_content_type(), str(message.get_param("codecs", "")))
