"""Renditions, slides and timeline to one release, and one pointer move."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from mediasvc.domain.build import Build, BuildWarning, Digest, Notes
from mediasvc.domain.captions import Caption, Said, captions_href, to_webvtt
from mediasvc.domain.listing import listing_of
from mediasvc.domain.manifest import Attachment, Image, Manifest, Rendition, Slide, TextTrack
from mediasvc.domain.release import own_key
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline import Timeline
from mediasvc.domain.transcript import transcript_of
from mediasvc.domain.variants import Variant
from mediasvc.ports import Database, Storage
from mediasvc.usecases.publish import Contents, publish
from workers.steps.artifacts import KeptFile
from workers.steps.automatic_captions import AutomaticCaptions
from workers.steps.language_names import automatic_name, own_name
from workers.steps.mux import MuxedFile, chapter_title
from workers.steps.render_slides import RenderedDeck

SLIDES_HREF = "slides.pdf"
CHAPTERS_HREF, CAPTIONS_HREF, TRANSCRIPT_HREF = "chapters.vtt", captions_href(None), "transcript.txt"
UNDETERMINED = "und"  # ISO 639-2, for a talk whose language nobody gave


@dataclass(frozen=True)
class Made:
    """All that a build made. `bound` is the PDF of all slides; nothing is `said` where nobody handed in captions.

    What is said is in the talk's language, and in `translations` by theirs. `picture_texts` are what was read from the
    picture of every slide. Where nobody has written what is said, it is `automatic`. `awaits_words` is the recognition
    that was not at its end in time.
    """

    decks: Sequence[RenderedDeck]
    bound: KeptFile
    timeline: Timeline
    renditions: Mapping[Variant, MuxedFile]
    warnings: Sequence[BuildWarning]
    said: Said | None = None
    translations: Mapping[str, Said] = field(default_factory=dict[str, Said])
    picture_texts: Sequence[str] = ()
    automatic: AutomaticCaptions | None = None
    awaits_words: Digest | None = None


def run(database: Database, storage: Storage, build: Build, made: Made) -> None:
    """Put the manifest beside what it names, and publish the release. Doing it again changes nothing."""

    def files_of(seminar: Seminar, number: int) -> Mapping[str, str]:
        manifest = manifest_of(seminar, number, build, made)
        files = _hrefs(made)
        for href, text in ({"manifest.json": manifest.to_json()} | _texts(build, made)).items():
            content = text.encode()
            # By its digest: what a run that died has left may be what an earlier version of a step made.
            files[href] = own_key(build.id, f"{hashlib.sha256(content).hexdigest()}/{href}")
            storage.put(files[href], BytesIO(content))
        return files

    # On lists a release is shown the same, whichever number it gets.
    listing = listing_of(build.request.details, _manifest("", 0, build, made), _captions(made))
    publish(database, build, files_of, made.warnings, Contents(listing, made.timeline, made.awaits_words))


def manifest_of(seminar: Seminar, number: int, build: Build, made: Made) -> Manifest:
    """The manifest of this release of the seminar."""
    return _manifest(seminar.slug, number, build, made)


def _manifest(slug: str, number: int, build: Build, made: Made) -> Manifest:
    details = build.request.details
    language = details.language or UNDETERMINED
    sizes = {href: len(text.encode()) for href, text in _texts(build, made).items()}
    text_tracks = [TextTrack("chapters", language, "Slides", CHAPTERS_HREF, sizes[CHAPTERS_HREF])]
    attachments = [Attachment("Slides", SLIDES_HREF, "application/pdf", made.bound.size_bytes)]
    if made.said is not None:
        text_tracks.append(_own_captions(made, details.language, sizes[CAPTIONS_HREF]))
        transcript_type = "text/plain; charset=utf-8"
        attachments.append(Attachment("Transcript", TRANSCRIPT_HREF, transcript_type, sizes[TRANSCRIPT_HREF]))
    for other in made.translations:
        href = captions_href(other)
        text_tracks.append(TextTrack("captions", other, own_name(other), href, sizes[href]))
    return Manifest(
        slug=slug,
        release=number,
        title=details.title,
        speakers=details.speakers,
        held_on=details.held_on,
        language=details.language,
        license=details.license,
        duration_ms=made.timeline.duration_ms,
        slides=tuple(_slides(made, build.request.notes)),
        timeline=made.timeline,
        renditions=tuple(_rendition(variant, muxed) for variant, muxed in made.renditions.items()),
        text_tracks=tuple(text_tracks),
        attachments=tuple(attachments),
    )


def _own_captions(made: Made, language: str | None, size_bytes: int) -> TextTrack:
    """Return the track of the captions in the talk's language, or in that which a recogniser has heard."""
    if made.automatic is None:
        label = own_name(language) if language else "Captions"
        return TextTrack("captions", language or UNDETERMINED, label, CAPTIONS_HREF, size_bytes)
    heard = made.automatic.language or UNDETERMINED
    return TextTrack("captions", heard, automatic_name(heard), CAPTIONS_HREF, size_bytes, automatic=True)


def chapters_vtt(made: Made) -> str:
    """The cues as WebVTT chapters, titled as the slides are."""
    titles = _chapter_titles(made)
    return to_webvtt(Caption(cue.start_ms, cue.end_ms, titles[cue.slide]) for cue in made.timeline.cues)


def _texts(build: Build, made: Made) -> dict[str, str]:
    """The texts of this release, by their hrefs."""
    texts = {CHAPTERS_HREF: chapters_vtt(made)}
    if made.said is not None:
        details = build.request.details
        heading = [details.title, *([", ".join(details.speakers)] if details.speakers else [])]
        if made.automatic is not None:
            heading.append(automatic_name(made.automatic.language or UNDETERMINED))
        texts[CAPTIONS_HREF] = to_webvtt(made.said.captions)
        texts[TRANSCRIPT_HREF] = transcript_of(made.said, made.timeline.cues, _chapter_titles(made), heading)
    return texts | {captions_href(tag): to_webvtt(said.captions) for tag, said in made.translations.items()}


def _captions(made: Made) -> Sequence[Sequence[Caption]]:
    """Return the captions in each language."""
    return [said.captions for said in (made.said, *made.translations.values()) if said is not None]


def _chapter_titles(made: Made) -> list[str]:
    titles = [slide.outline.title for deck in made.decks for slide in deck.slides]
    return [chapter_title(index, titles) for index in range(len(titles))]


def _slides(made: Made, notes: Notes) -> list[Slide]:
    slides: list[Slide] = []
    for deck_index, deck in enumerate(made.decks):
        for slide in deck.slides:
            number = len(slides) + 1
            images = tuple(
                Image(
                    image.type,
                    image.width,
                    image.height,
                    _image_href(number, image.width, image.type),
                    image.file.size_bytes,
                )
                for image in slide.images
            )
            told = slide.outline
            read = made.picture_texts[number - 1] if made.picture_texts else ""
            public = told.notes if notes is Notes.PUBLISH else None
            slides.append(
                Slide(
                    number - 1,
                    number,
                    deck_index,
                    told.deck_number,
                    told.title,
                    told.text,
                    public,
                    images,
                    text_from_picture=read or None,
                )
            )
    return slides


def _image_href(number: int, width: int, media_type: str) -> str:
    return f"slides/{number:04}-{width}.{'avif' if media_type == 'image/avif' else 'jpg'}"


def _rendition(variant: Variant, muxed: MuxedFile) -> Rendition:
    return Rendition(
        variant=variant.name,
        kind=variant.kind,
        type=variant.media_type,
        href=_rendition_href(variant),
        size_bytes=muxed.file.size_bytes,
        duration_ms=muxed.duration_ms,
        bits_per_second=round(muxed.file.size_bytes * 8000 / muxed.duration_ms),
        sha256=muxed.file.sha256,
        label=variant.label,
        initialization_range=muxed.places and muxed.places.initialization_range,
        index_range=muxed.places and muxed.places.index_range,
    )


def _rendition_href(variant: Variant) -> str:
    return f"{variant.name}.{variant.extension}"


def _hrefs(made: Made) -> dict[str, str]:
    files = {_rendition_href(variant): muxed.file.key for variant, muxed in made.renditions.items()}
    files[SLIDES_HREF] = made.bound.key
    slides = [slide for deck in made.decks for slide in deck.slides]
    for number, slide in enumerate(slides, start=1):
        files |= {_image_href(number, image.width, image.type): image.file.key for image in slide.images}
    return files
