"""What people of a talk see of a release that is not public: everything, kept by nobody, and nobody else sees it."""

import re
from datetime import UTC, datetime

import httpx
import pytest
from house import API, AUDIO, RELEASE, Elsewhere, House

from mediasvc.delivery.askers import form_token_for
from mediasvc.web import preview

NEVER = "private, no-store"
AT = datetime(2100, 1, 1, 18, tzinfo=UTC)


def page(house: House, path: str, **headers: str) -> httpx.Response:
    return house.http.get(path, headers=headers)


@pytest.fixture
def slug(house: House) -> str:
    """The slug of a talk that viewers see, and that has another release."""
    slug = house.published("As it was")
    house.order(slug, publishing={"hold": True}, details={"title": "As it will be"})
    house.work()
    return slug


def test_the_newest_release_that_waits_is_seen_as_viewers_will_see_it(house: House, slug: str) -> None:
    answer = page(house, f"/s/{slug}/preview")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == NEVER
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    for part in ("Not public yet", "Release 2", "As it will be", f'href="/console/talks/{slug}"', "noindex"):
        assert part in answer.text
    assert page(house, f"/s/{slug}/preview/2").text == answer.text
    # Nothing that would leave the preview, or that others could find it by.
    for part in ("og:", "oembed", "canonical", "ld+json", "takeaway", "<textarea", "/media/", f'"/s/{slug}/text'):
        assert part not in answer.text
    assert "As it will be" not in house.anybody.get(f"/s/{slug}").text


def test_every_file_that_the_page_names_is_there(house: House, slug: str) -> None:
    text = page(house, f"/s/{slug}/preview").text
    named = set(re.findall(rf"/s/{slug}/preview/2/[\w./-]+", text))
    assert f"/s/{slug}/preview/2/text" in named
    assert len(named) > 5
    for address in named:
        # The script makes the other slides' addresses of one pattern.
        if address.endswith("/slides/"):
            continue
        answer = page(house, address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, NEVER), address
        refused = house.anybody.get(address)
        assert refused.status_code in (303, 404), address
        assert not any(content in refused.content for content in RELEASE.values())


def test_ranges_and_validators_of_files_are_as_those_of_public_ones(house: House, slug: str) -> None:
    address = f"/s/{slug}/preview/2/files/audio-low.webm"
    part = page(house, address, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, AUDIO[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(AUDIO)}"
    assert part.headers["Cache-Control"] == NEVER
    assert part.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in part.headers
    beyond = page(house, address, Range=f"bytes={len(AUDIO)}-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(AUDIO)}")
    assert page(house, address, Range="bytes=9-1").content == AUDIO
    head = house.http.head(address)
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(len(AUDIO)), b"")
    assert page(house, address, **{"If-None-Match": head.headers["ETag"]}).status_code == 304


def test_files_that_are_elsewhere_are_led_to_and_the_way_is_not_kept(house: House) -> None:
    elsewhere = house.with_parts(storage=Elsewhere(house.service.settings.data_dir / "storage"))
    slug = elsewhere.uploaded()
    elsewhere.order(slug, publishing={"hold": True})
    elsewhere.work()
    answer = elsewhere.http.get(f"/s/{slug}/preview/1/files/audio-low.webm")
    assert answer.status_code == 307
    assert answer.headers["Location"].startswith("https://files.example/releases/")
    assert answer.headers["Cache-Control"] == NEVER
    words = elsewhere.http.get(f"/s/{slug}/preview/1/files/chapters.vtt")
    assert (words.content, words.headers["Cache-Control"]) == (RELEASE["chapters.vtt"], NEVER)


@pytest.mark.parametrize("path", ["preview", "preview/1", "preview/2", "preview/99"])
def test_who_is_nobody_is_sent_to_sign_in_whatever_is_there(house: House, slug: str, path: str) -> None:
    drafted = house.draft("A draft")
    answers = [house.anybody.get(f"/s/{name}/{path}") for name in (slug, drafted, "no-such-talk")]
    told = [
        (answer.status_code, answer.headers["Location"].replace(name, "X"))
        for answer, name in zip(answers, (slug, drafted, "no-such-talk"), strict=True)
    ]
    assert told == [(303, f"/console/sign-in?next=%2Fs%2FX%2F{path.replace('/', '%2F')}")] * 3
    assert {answer.headers["Cache-Control"] for answer in answers} == {NEVER}
    forged = house.client("forged").get(f"/s/{slug}/{path}")
    assert forged.status_code == 303


@pytest.mark.parametrize(
    "path", ["preview/2/files/audio-low.webm", "preview/2/files/manifest.json", "preview/2/text", "preview/9/text"]
)
def test_files_and_words_are_not_there_for_who_is_nobody(house: House, slug: str, path: str) -> None:
    for name in (slug, "no-such-talk"):
        answer = house.anybody.get(f"/s/{name}/{path}")
        assert answer.status_code == 404
        assert "There is no such page." in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "preview/0",
        "preview/3",
        "preview/-1",
        "preview/one",
        "preview/2147483648",
        f"preview/{'9' * 500}",
        "preview/2/embed",
        "preview/2/takeaway/audio-low.zip",
        "preview/2/files/",
        "preview/2/files/other.webm",
        "preview/2/files/../../../etc/passwd",
        "preview/2/files/a%00b",
        "preview/3/files/audio-low.webm",
        "preview/2/text/x",
    ],
    ids=lambda path: path[:40],
)
def test_what_is_not_there_is_not_found(house: House, slug: str, path: str) -> None:
    assert page(house, f"/s/{slug}/{path}").status_code == 404


def test_the_words_of_a_talk_lead_back_to_the_preview(house: House, slug: str) -> None:
    answer = page(house, f"/s/{slug}/preview/2/text?lang=fr")
    assert f'href="/s/{slug}/preview/2?lang=fr#t=0"' in answer.text
    assert "noindex" in answer.text
    assert "canonical" not in answer.text


def test_what_became_public_is_seen_on_its_own_page(house: House, slug: str) -> None:
    house.http.post(f"{API}/seminars/{slug}/releases/2/publish")
    answer = page(house, f"/s/{slug}/preview")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/s/{slug}")
    assert answer.headers["Cache-Control"] == NEVER
    # A page that was open before goes on working.
    assert page(house, f"/s/{slug}/preview/2/files/audio-low.webm").content == AUDIO


def test_a_talk_that_was_withdrawn_is_seen_by_its_people(house: House) -> None:
    slug = house.withdrawn()
    answer = page(house, f"/s/{slug}/preview")
    assert answer.status_code == 200
    assert "Not public" in answer.text
    assert "Not public yet" not in answer.text


def test_the_preview_of_a_deleted_talk_leads_to_where_it_is_brought_back(house: House, slug: str) -> None:
    house.http.delete(f"{API}/seminars/{slug}")
    answer = page(house, f"/s/{slug}/preview/2?lang=ar")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/console/talks/{slug}?lang=ar")
    for path in ("text", "files/audio-low.webm"):
        assert page(house, f"/s/{slug}/preview/2/{path}").status_code == 410
    assert house.anybody.get(f"/s/{slug}/preview").headers["Location"].startswith("/console/sign-in")


def test_a_draft_without_a_release_has_no_preview(house: House) -> None:
    assert page(house, f"/s/{house.uploaded()}/preview").status_code == 404


def test_the_bar_says_from_when_on_viewers_see_it(house: House) -> None:
    slug = house.uploaded()
    house.order(slug, publishing={"at": AT.isoformat()})
    house.work()
    text = page(house, f"/s/{slug}/preview").text
    assert 'Viewers see it from <bdi><time datetime="2100-01-01T18:00:00+00:00">1 January 2100' in text
    for language, sentence in (("ar", "لم تُنشر بعد"), ("fr", "Pas encore public"), ("sw", "Bado haujachapishwa")):
        other = page(house, f"/s/{slug}/preview?lang={language}").text
        assert sentence in other
        assert f'href="/console/talks/{slug}?lang={language}"' in other


def test_who_may_publish_has_a_form_for_it(house: House, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "<form method" not in page(house, f"/s/{slug}/preview").text

    def session_token_of(*_: object) -> str:
        return "session"

    monkeypatch.setattr(preview, "session_token_of", session_token_of)
    answer = page(house, f"/s/{slug}/preview")
    assert f'<form method="post" action="/console/talks/{slug}/publish">' in answer.text
    assert '<input type="hidden" name="release" value="2">' in answer.text
    form_token = form_token_for(house.service, "session")
    assert f'<input type="hidden" name="form_token" value="{form_token}">' in answer.text
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    house.http.post(f"{API}/seminars/{slug}/releases/2/publish")
    assert "<form method" not in page(house, f"/s/{slug}/preview/2").text


def test_a_title_with_markup_stays_writing(house: House) -> None:
    slug = house.uploaded("<script>alert(1)</script>")
    house.order(slug, publishing={"hold": True})
    house.work()
    text = page(house, f"/s/{slug}/preview").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
