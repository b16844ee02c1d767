"""What a release says and names: manifest, chapters, hrefs, and what is inside of a chaptered file."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from migrated_database import MigratedDatabase
from parts_of import parts_of

from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.domain.access import Anonymous, Operator
from mediasvc.domain.build import Build, BuildId, BuildRequest, BuildState, BuildWarning, Digest, Notes, Source
from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.manifest import manifest_of_json
from mediasvc.domain.release import Release
from mediasvc.domain.search import query_of
from mediasvc.domain.seminar import Seminar, SeminarDetails
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from mediasvc.domain.timeline_summary import summary_of
from mediasvc.domain.variants import wanted
from mediasvc.ports import Database
from mediasvc.usecases.browse import show
from mediasvc.usecases.watch import asked_captions, captions_of, talks
from workers.decks.identify import DeckKind
from workers.decks.outline import SlideOutline
from workers.media.id3 import Chapter
from workers.steps import publish
from workers.steps.artifacts import KeptFile
from workers.steps.build_warnings import warnings_of_notes
from workers.steps.ingest import IngestedDeck
from workers.steps.mux import MuxedFile, chapter_title, contents_of
from workers.steps.publish import Made, chapters_vtt, manifest_of
from workers.steps.render_slides import RenderedDeck, RenderedSlide, SlideImage

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
FIRST, SECOND = Digest("a" * 64), Digest("b" * 64)


def kept(name: str, size_bytes: int = 100) -> KeptFile:
    return KeptFile(f"files/{name}", Digest("c" * 64), size_bytes)


def rendered(deck: Digest, page: int, outline: SlideOutline) -> RenderedSlide:
    images = tuple(
        SlideImage(kind, width, width * 9 // 16, kept(f"{deck[0]}{page}-{width}{suffix}"))
        for width in (1920, 480, 960)
        for kind, suffix in (("image/avif", ".avif"), ("image/jpeg", ".jpg"))
    )
    return RenderedSlide(deck, page, f"look{page}", outline, images)


def rendered_deck(digest: Digest, *outlines: SlideOutline) -> RenderedDeck:
    slides = tuple(rendered(digest, page, outline) for page, outline in enumerate(outlines))
    return RenderedDeck(IngestedDeck(Source(digest, "d.pdf", 1), DeckKind.PDF), slides, ())


DECKS = (
    rendered_deck(FIRST, SlideOutline(1, "Savings & <groups>", "text"), SlideOutline(3, "", "", notes="softly")),
    rendered_deck(SECOND, SlideOutline(1, "a --> b", "")),
)
TIMES = timeline_of(
    [SlideStart(0, 0), SlideStart(1, 15_400), SlideStart(0, 61_001), SlideStart(2, 3_725_010)],
    7_200_000,
    TimingMethod.CUES,
)
RENDITIONS = {variant: MuxedFile(kept(variant.name, 14_400_000), 7_200_050, None) for variant in wanted()}
WARNING = BuildWarning("timing_is_a_guess", "Nobody knows.")
BOUND = kept("bound.pdf", 640_000)
MADE = Made(DECKS, BOUND, TIMES, RENDITIONS, [WARNING])
DETAILS = SeminarDetails("A talk", ("Hana", "አበበ"), date(2026, 11, 21), "am", license="CC-BY-4.0")


def submitted(database: MigratedDatabase, details: SeminarDetails = DETAILS) -> tuple[Seminar, Build]:
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.add("a-talk", SeminarDetails("As it was announced"))
        build = Build(BuildId("build-1"), seminar.id, BuildRequest((Source(FIRST, "d.pdf", 1),), details), AT)
        catalogue.builds.add(build)
    return seminar, build


def text_of(storage: MemoryStorage, files: Mapping[str, str], href: str) -> str:
    with storage.open(files[href]) as file:
        return file.read().decode()


def test_chapters_are_the_cues_with_the_slides_titles() -> None:
    assert chapters_vtt(MADE) == (
        "WEBVTT\n"
        "\n"
        "00:00:00.000 --> 00:00:15.400\n"
        "1. Savings &amp; &lt;groups&gt;\n"
        "\n"
        "00:00:15.400 --> 00:01:01.001\n"
        "2\n"
        "\n"
        "00:01:01.001 --> 01:02:05.010\n"
        "1. Savings &amp; &lt;groups&gt;\n"
        "\n"
        "01:02:05.010 --> 02:00:00.000\n"
        "3. a --&gt; b\n"
    )


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_no_title_breaks_the_chapters(title: str) -> None:
    made = Made((rendered_deck(FIRST, SlideOutline(1, title, "")),), BOUND, _whole(), RENDITIONS, [])
    lines = chapters_vtt(made).split("\n")
    assert lines[:3] == ["WEBVTT", "", "00:00:00.000 --> 00:00:09.000"]
    assert len(lines) == 5
    assert lines[3].startswith("1")
    assert not re.search("[<>]|&(?!amp;|lt;|gt;)", lines[3])


def test_what_was_read_from_pictures_is_with_its_slide() -> None:
    database = MigratedDatabase()
    seminar, build = submitted(database)
    told = manifest_of(seminar, 1, build, replace(MADE, picture_texts=("", "on the picture", "")))
    assert [slide.text_from_picture for slide in told.slides] == [None, "on the picture", None]
    assert {slide.text_from_picture for slide in manifest_of(seminar, 1, build, MADE).slides} == {None}


def _whole() -> Timeline:
    return timeline_of([SlideStart(0, 0)], 9_000, TimingMethod.EVEN)


def test_the_manifest_says_what_was_made() -> None:
    database = MigratedDatabase()
    seminar, build = submitted(database)
    told = json.loads(manifest_of(seminar, 3, build, MADE).to_json())
    assert (told["slug"], told["release"], told["title"]) == ("a-talk", 3, "A talk")
    assert (told["speakers"], told["held_on"], told["language"]) == (["Hana", "አበበ"], "2026-11-21", "am")
    assert (told["license"], told["duration_ms"]) == ("CC-BY-4.0", 7_200_000)
    size_bytes = len(chapters_vtt(MADE).encode())
    track = {"kind": "chapters", "language": "am", "label": "Slides", "href": "chapters.vtt", "size_bytes": size_bytes}
    assert told["text_tracks"] == [track]
    assert [(cue["slide"], cue["start_ms"]) for cue in told["cues"]] == [
        (0, 0),
        (1, 15_400),
        (0, 61_001),
        (2, 3_725_010),
    ]
    assert told["timeline"] == {"method": "cues", "confidence": 1.0}
    assert told["attachments"] == [
        {"title": "Slides", "href": "slides.pdf", "type": "application/pdf", "size_bytes": 640_000}
    ]


def test_notes_are_public_where_somebody_asks_for_it() -> None:
    seminar, build = submitted(MigratedDatabase())
    assert "softly" not in manifest_of(seminar, 1, build, MADE).to_json()
    assert warnings_of_notes(MADE.decks, Notes.PRIVATE) == []
    build = replace(build, request=replace(build.request, notes=Notes.PUBLISH))
    slides = json.loads(manifest_of(seminar, 1, build, MADE).to_json())["slides"]
    assert [each["notes"] for each in slides] == [None, "softly", None]
    (warning,) = warnings_of_notes(MADE.decks, Notes.PUBLISH)
    assert (warning.code, "1 of 3 slides" in warning.message) == ("notes_published", True)
    assert warnings_of_notes([], Notes.PUBLISH) == []


def test_slides_count_over_all_decks() -> None:
    seminar, build = submitted(MigratedDatabase())
    slides = json.loads(manifest_of(seminar, 1, build, MADE).to_json())["slides"]
    assert [(each["index"], each["number"], each["deck"], each["deck_number"]) for each in slides] == [
        (0, 1, 0, 1),
        (1, 2, 0, 3),
        (2, 3, 1, 1),
    ]
    assert [(each["title"], each["text"], each["notes"]) for each in slides] == [
        ("Savings & <groups>", "text", None),
        ("", "", None),
        ("a --> b", "", None),
    ]
    assert [image["href"] for image in slides[2]["images"]] == [
        f"slides/0003-{width}.{suffix}" for width in (1920, 480, 960) for suffix in ("avif", "jpg")
    ]


def test_renditions_say_what_they_weigh() -> None:
    seminar, build = submitted(MigratedDatabase())
    renditions = json.loads(manifest_of(seminar, 1, build, MADE).to_json())["renditions"]
    assert [each["href"] for each in renditions] == [
        "audio-low.webm",
        "audio-basic.mp3",
        "audio-high.mp3",
        "video-low.mp4",
        "video-high.mp4",
    ]
    assert renditions[0] == {
        "variant": "audio-low",
        "kind": "audio",
        "type": "audio/webm; codecs=opus",
        "href": "audio-low.webm",
        "size_bytes": 14_400_000,
        "duration_ms": 7_200_050,
        "bits_per_second": 16_000,
        "sha256": "c" * 64,
        "label": "Audio, smallest",
    }


def test_a_talk_of_no_known_language_has_chapters_of_none() -> None:
    seminar, build = submitted(MigratedDatabase(), SeminarDetails("A talk"))
    told = json.loads(manifest_of(seminar, 1, build, MADE).to_json())
    assert (told["language"], told["held_on"], told["license"]) == (None, None, None)
    assert told["text_tracks"][0]["language"] == "und"


def found(database: Database, query: str) -> list[str]:
    wanted = SeminarFilter(words=query_of(query).words)
    return [talk.slug for talk in talks(parts_of(database), Anonymous(), 9, wanted=wanted)]


def test_a_release_is_found_by_its_details_and_what_is_on_its_slides() -> None:
    database, storage = MigratedDatabase(), MemoryStorage()
    _, build = submitted(database, SeminarDetails("A talk", ("Hana",)))
    publish.run(database, storage, build, MADE)
    for query in ("a talk", "hana", "savings groups", "text", "b"):
        assert found(database, query) == ["a-talk"]
    for query in ("softly", "announced"):
        assert found(database, query) == []


def test_a_release_has_a_file_for_every_href_of_its_manifest() -> None:
    database, storage = MigratedDatabase(), MemoryStorage()
    seminar, build = submitted(database)
    publish.run(database, storage, build, MADE)
    with database.transaction() as catalogue:
        files = catalogue.releases.by_number(seminar.id, 1).files
        ended, timeline = catalogue.builds.by_id(build.id), catalogue.builds.timeline_of(build.id)
    manifest = json.loads(text_of(storage, files, "manifest.json"))
    named = {each["href"] for part in ("renditions", "text_tracks", "attachments") for each in manifest[part]}
    named |= {image["href"] for slide in manifest["slides"] for image in slide["images"]}
    assert files.keys() == named | {"manifest.json"}
    assert files["slides.pdf"] == "files/bound.pdf"
    assert files["audio-low.webm"] == "files/audio-low"
    assert files["slides/0002-960.avif"] == "files/a1-960.avif"
    assert files["slides/0003-480.jpg"] == "files/b0-480.jpg"
    assert text_of(storage, files, "chapters.vtt") == chapters_vtt(MADE)
    assert (ended.state, ended.warnings) == (BuildState.PUBLISHED, (WARNING,))
    assert (timeline, ended.timeline) == (MADE.timeline, summary_of(MADE.timeline))
    assert show(parts_of(database, storage), Operator(), "a-talk").manifest == manifest_of_json(manifest)


def test_a_release_has_the_captions_and_the_transcript() -> None:
    database, storage = MigratedDatabase(), MemoryStorage()
    seminar, build = submitted(database)
    said = (Caption(0, 2_000, "One & <two>"), Caption(61_001, 63_000, "Hana: ሰላም"), Caption(90_000, 91_000, "three"))
    publish.run(database, storage, build, replace(MADE, said=Said(said, frozenset({"Hana"}))))
    with database.transaction() as catalogue:
        release = catalogue.releases.by_number(seminar.id, 1)
    manifest = json.loads(text_of(storage, release.files, "manifest.json"))
    assert captions_of(storage, release, manifest_of_json(manifest)) == {"am": said}
    assert manifest["text_tracks"] == [
        {"kind": kind, "language": "am", "label": label, "href": href, "size_bytes": bytes_of(storage, release, href)}
        for kind, label, href in (("chapters", "Slides", "chapters.vtt"), ("captions", "አማርኛ", "captions.vtt"))
    ]
    transcript = text_of(storage, release.files, "transcript.txt")
    assert transcript == (
        "A talk\nHana, አበበ\n\n"
        "1. Savings & <groups> (0:00:00)\n\nOne & <two>\n\n2 (0:00:15)\n\n"
        "1. Savings & <groups> (0:01:01)\n\nHana: ሰላም\n\nthree\n\n3. a --> b (1:02:05)\n"
    )
    kind, size_bytes = "text/plain; charset=utf-8", len(transcript.encode())
    told = {"title": "Transcript", "href": "transcript.txt", "type": kind, "size_bytes": size_bytes}
    assert manifest["attachments"][1:] == [told]


def test_a_release_has_captions_in_other_languages() -> None:
    database, storage = MigratedDatabase(), MemoryStorage()
    _, build = submitted(database)
    french, arabic = (Caption(0, 2_000, "Bonjour"),), (Caption(0, 2_000, "أهلا"),)
    publish.run(database, storage, build, replace(MADE, translations={"fr": Said(french), "ar": Said(arabic)}))
    with database.transaction() as catalogue:
        release = catalogue.releases.by_number(build.seminar_id, 1)
    manifest = manifest_of_json(json.loads(text_of(storage, release.files, "manifest.json")))
    assert captions_of(storage, release, manifest) == {"fr": french, "ar": arabic}
    assert [(each.language, each.label, each.href, each.size_bytes) for each in manifest.captions] == [
        ("fr", "Français", "captions-fr.vtt", bytes_of(storage, release, "captions-fr.vtt")),
        ("ar", "العربية", "captions-ar.vtt", bytes_of(storage, release, "captions-ar.vtt")),
    ]
    assert asked_captions(storage, release, manifest, "ar") == {"ar": arabic}
    assert (
        asked_captions(storage, release, manifest, "en")
        == asked_captions(storage, release, manifest, None)
        == {"fr": french}
    )
    assert "transcript.txt" not in release.files


def bytes_of(storage: MemoryStorage, release: Release, href: str) -> int:
    return len(text_of(storage, release.files, href).encode())


def test_captions_of_a_talk_of_no_known_language_are_of_none() -> None:
    seminar, build = submitted(MigratedDatabase(), SeminarDetails("A talk"))
    made = replace(MADE, said=Said((Caption(0, 1_000, "One"),)))
    tracks = manifest_of(seminar, 1, build, made).text_tracks
    assert [(track.kind, track.language) for track in tracks] == [("chapters", "und"), ("captions", "und")]


def test_publishing_again_changes_nothing() -> None:
    database, storage = MigratedDatabase(), MemoryStorage()
    seminar, build = submitted(database)
    publish.run(database, storage, build, MADE)
    publish.run(database, storage, build, Made(DECKS, BOUND, _whole(), RENDITIONS, []))
    with database.transaction() as catalogue:
        assert catalogue.releases.next_number(seminar.id) == 2
        files = catalogue.releases.by_number(seminar.id, 1).files
    assert json.loads(text_of(storage, files, "manifest.json"))["duration_ms"] == 7_200_000


@pytest.mark.parametrize(("slide", "title"), [(0, "1. One"), (1, "2"), (2, "3. 3")])
def test_a_chapter_has_its_slides_number(slide: int, title: str) -> None:
    assert chapter_title(slide, ["One", "", "3"]) == title


def test_a_chaptered_file_holds_the_cues_and_the_first_shown_slide() -> None:
    late = timeline_of([SlideStart(2, 0), SlideStart(1, 4_000)], 9_000, TimingMethod.CUES)
    contents = contents_of(DECKS, late)
    assert contents.chapters == (Chapter("3. a --> b", 0, 4_000), Chapter("2", 4_000, 9_000))
    assert contents.cover == kept("b0-480.jpg")
