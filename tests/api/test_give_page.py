"""What organisers give away of a talk: links, a message, code for other pages, downloads, feeds."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import brotli
import httpx
import pytest
from house import PUBLIC_URL, House
from people import add_person, signed_in
from test_console import MOST_BYTES
from test_versions_pages import release_of

from mediasvc.delivery.languages import TAGS, language
from mediasvc.domain.seminar import Visibility
from mediasvc.domain.short_code import code_of

FIELD = re.compile(r'<(?:input|textarea) id="([a-z0-9-]+)"[^>]*?(?: value="([^"]*)"[^>]*>|>([^<]*)</textarea>)')
HOSTILE = "</textarea><script>alert(1)</script>"


@pytest.fixture
def amina(house: House) -> httpx.Client:
    return signed_in(house, add_person(house, "amina@example.org", is_admin=True))


def talk_of(house: House, slides: int = 3, **details: str) -> str:
    slug = house.uploaded(**details)
    release_of(house, slug, "abcdefgh"[:slides], {1: 0})
    return slug


def page_of(client: httpx.Client, slug: str, status: int = 200, **asked: str) -> str:
    answer = client.get(f"/console/talks/{slug}/give", params=asked)
    assert answer.status_code == status, answer.text
    assert len(brotli.compress(answer.content)) <= MOST_BYTES
    return answer.text


def fields_of(page: str) -> dict[str, str]:
    """Return what can be copied, and what was typed, by the fields' ids."""
    return {name: unescape(value or text) for name, value, text in FIELD.findall(page)}


def test_a_public_talk_is_given_away_in_every_way(house: House, amina: httpx.Client) -> None:
    slug = talk_of(house)
    page = page_of(amina, slug)
    fields, code = fields_of(page), code_of(house.seminar(slug).id)
    assert fields["address"] == f"{PUBLIC_URL}/s/{slug}"
    assert fields["short"] == f"{PUBLIC_URL}/t/{code}"
    assert fields["message"].splitlines() == ["A talk", f"{PUBLIC_URL}/s/{slug}", "Sound only: 1 kB"]
    assert f'src="/t/{code}.svg"' in page
    assert f'href="/t/{code}.png" download="{slug}.png"' in page
    assert f'src="{PUBLIC_URL}/s/{slug}/embed"' in fields["frame"]
    assert f'<seminar-player src="{PUBLIC_URL}/s/{slug}"' in fields["component"]
    assert fields["feed-1"] == f"{PUBLIC_URL}/feeds/podcast.xml"
    assert fields["feed-2"] == f"{PUBLIC_URL}/feeds/talks.atom"
    assert f'href="/s/{slug}/takeaway/audio-low.zip"' in page
    # The player is loaded only where somebody asks to see it.
    assert "<iframe" not in page


def test_every_address_on_the_page_answers(house: House, amina: httpx.Client) -> None:
    slug = house.uploaded(title="A talk")
    with house.database.transaction() as catalogue:
        series = catalogue.series.of_title("Women & savings", "women")
        catalogue.seminars.place(house.seminar(slug).id, series, Visibility.PUBLIC)
    house.order(slug)
    house.work()
    page = page_of(amina, slug)
    fields = fields_of(page)
    told = [fields[name] for name in ("address", "short", "feed-1", "feed-2", "feed-3")]
    told += [unescape(path) for path in re.findall(r'(?:href|src)="(/[st]/[^"]+)"', page)]
    assert len(told) >= 9
    for address in told:
        answer = house.anybody.get(address.removeprefix(PUBLIC_URL), follow_redirects=True)
        assert answer.status_code == 200, address


@pytest.mark.parametrize(
    ("asked", "frame", "component"),
    [
        ({"size": "800"}, 'width="800" height="490"', "width:800px;aspect-ratio:800/490"),
        ({"size": "full"}, "border:0;width:100%;height:auto;aspect-ratio:640/400", "width:100%;aspect-ratio:640/400"),
        ({"size": "800", "width": "320"}, 'width="320" height="220"', "width:320px;aspect-ratio:320/220"),
        ({"width": "500", "height": "300"}, 'width="500" height="300"', "width:500px;aspect-ratio:500/300"),
        ({"size": "640", "slide": "2"}, "/embed#slide=2", "#slide=2"),
        ({"size": "640", "slide": "1"}, '/embed"', 'talk" label'),
        # Digits of Arabic and of Persian.
        ({"width": "\u0665\u0660\u0660", "height": "\u06f3\u06f0\u06f0"}, 'width="500" height="300"', "500/300"),
        ({"size": "640", "slide": "\u0662"}, "/embed#slide=2", "#slide=2"),
        ({"size": "640", "language": "fr"}, "/embed?lang=fr", 'lang="fr"'),
        ({"size": "640", "language": "tlh"}, '/embed"', 'talk" label'),
        ({"size": "640", "colour": "#36C"}, "/embed?accent=3366cc", 'accent="3366cc"'),
        # The colour that the player has anyway.
        ({"size": "640", "colour": "#0B5FC0"}, '/embed"', 'talk" label'),
        ({"language": "ar", "colour": "080", "slide": "3"}, "/embed?lang=ar&amp;accent=008800#slide=3", 'lang="ar"'),
    ],
)
def test_the_code_is_as_it_was_wished_for(
    house: House, amina: httpx.Client, asked: dict[str, str], frame: str, component: str
) -> None:
    fields = fields_of(page_of(amina, talk_of(house), 200, **asked))
    assert frame in fields["frame"]
    assert component in fields["component"]


def test_the_player_is_seen_as_the_code_makes_it(house: House, amina: httpx.Client) -> None:
    slug = talk_of(house)
    answer = amina.get(
        f"/console/talks/{slug}/give", params={"show": "1", "size": "800", "slide": "2", "colour": "#b3261e"}
    )
    code = fields_of(answer.text)["frame"]
    [shown] = re.findall(r"<iframe.*?</iframe>", re.sub(r"<textarea.*?</textarea>", "", answer.text, flags=re.DOTALL))
    style = re.search(r' style="([^"]+)"', code)
    assert style is not None
    assert shown == code.replace(style[0], "").replace(PUBLIC_URL, "")
    assert f".player>iframe{{{style[1]}}}" in answer.text
    assert ";frame-src 'self'" in answer.headers["Content-Security-Policy"]
    source = unescape(shown.split('"')[1])
    assert house.anybody.get(source).status_code == 200
    unseen = amina.get(f"/console/talks/{slug}/give", params={"size": "800", "language": "ar"})
    assert "frame-src" not in unseen.headers["Content-Security-Policy"]
    assert "<iframe" not in unseen.text


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("width", "239", "frame_size"),
        ("width", "4097", "frame_size"),
        ("width", "640px", "frame_size"),
        ("height", "-5", "frame_size"),
        ("height", "9" * 5_000, "frame_size"),
        ("slide", "0", "slide_unknown"),
        ("slide", "4", "slide_unknown"),
        ("slide", HOSTILE, "slide_unknown"),
        ("colour", "red;}", "colour_unknown"),
        ("colour", "#12345", "colour_unknown"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    house: House, amina: httpx.Client, name: str, value: str, reason: str
) -> None:
    typed = {"size": "full", "language": "fr", "width": "700", "height": "500", "slide": "2", "colour": "#123456"}
    slug = talk_of(house)
    for tag in TAGS:
        page = page_of(amina, slug, 422, **(typed | {name: value, "lang": tag}))
        assert language(tag).words["errors"][reason][0] in unescape(page)
        fields = fields_of(page)
        assert {each: fields[each] for each in ("width", "height", "slide", "colour")} == {
            each: (typed | {name: value})[each] for each in ("width", "height", "slide", "colour")
        }
        assert HOSTILE not in page
        assert "frame" not in fields
        # The rest is given away as ever, and other languages keep what was typed.
        assert fields["address"] == f"{PUBLIC_URL}/s/{slug}?lang=fr"
        [other] = re.findall(r'href="(\?lang=sw[^"]*)"', page)
        kept = parse_qs(unescape(other)[1:])
        assert {each: kept[each] for each in typed} == {each: [(typed | {name: value})[each]] for each in typed}


def test_a_message_is_in_the_language_that_is_wished_for(house: House, amina: httpx.Client) -> None:
    slug = talk_of(house, title="L'épargne & <nous>")
    page = page_of(amina, slug, language="fr", lang="en")
    text = fields_of(page)["message"]
    assert text.splitlines()[:2] == ["L'épargne & <nous>", f"{PUBLIC_URL}/s/{slug}?lang=fr"]
    assert text.splitlines()[2].startswith(language("fr").words["ways"]["sound"])
    found = re.findall(r'href="((?:https://wa\.me|sms:|mailto:)[^"]+)"', page)
    whatsapp, sms, mail = (urlsplit(unescape(address)) for address in found)
    assert parse_qs(whatsapp.query) == {"text": [text]}
    assert parse_qs(sms.query) == {"body": [text]}
    assert parse_qs(mail.query) == {"subject": ["L'épargne & <nous>"], "body": [text.replace("\n", "\r\n")]}
    # Programs for mail and for messages take a plus for a plus.
    assert not any("+" in address for address in found)


def test_of_what_nobody_may_see_only_what_stays_is_given_away(house: House, amina: httpx.Client) -> None:
    restricted = talk_of(house, title="Restricted")
    with house.database.transaction() as catalogue:
        catalogue.seminars.place(house.seminar(restricted).id, None, Visibility.RESTRICTED)
    slugs = {"not_yet": house.draft("Draft"), "withdrawn": house.withdrawn("Withdrawn"), "restricted": restricted}
    for reason, slug in slugs.items():
        page = page_of(amina, slug, language="ar", show="1", width="1")
        assert language("en").words["give"][reason] in unescape(page)
        assert fields_of(page) == {"short": f"{PUBLIC_URL}/t/{code_of(house.seminar(slug).id)}?lang=ar"}
        assert not re.search(r"/feeds/|takeaway|<iframe|wa\.me|/embed", page)


def test_an_unlisted_talk_is_in_no_feed(house: House, amina: httpx.Client) -> None:
    slug = talk_of(house)
    with house.database.transaction() as catalogue:
        catalogue.seminars.place(house.seminar(slug).id, None, Visibility.UNLISTED)
    page = page_of(amina, slug)
    assert fields_of(page)["address"] == f"{PUBLIC_URL}/s/{slug}"
    assert "/feeds/" not in page


def test_a_title_is_never_markup(house: House, amina: httpx.Client) -> None:
    page = page_of(amina, talk_of(house, title=HOSTILE), show="1")
    assert HOSTILE not in page
    assert f'label="{HOSTILE.replace("<", "&lt;").replace(">", "&gt;")}"' in fields_of(page)["component"]


def test_the_talks_page_leads_here(house: House, amina: httpx.Client) -> None:
    slug = house.published()
    assert f'href="/console/talks/{slug}/give"' in amina.get(f"/console/talks/{slug}").text
