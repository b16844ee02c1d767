"""Short links: where they lead, what of closed talks is told, and their QR codes."""

from collections.abc import Mapping
from io import BytesIO
from xml.etree import ElementTree

import httpx
import pytest
from house import PUBLIC_URL, House
from PIL import Image

from mediasvc.domain.seminar import Visibility
from mediasvc.domain.short_code import code_of

SVG = "{http://www.w3.org/2000/svg}"
NOBODYS = "0" * 9


def code(house: House, slug: str) -> str:
    return code_of(house.seminar(slug).id)


def asked(house: House, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
    with house.client(None) as client:
        return client.get(path, follow_redirects=False, headers=headers)


def test_a_short_link_leads_to_the_talk_for_ever(house: House) -> None:
    short = code(house, house.published())
    for path in (f"/t/{short}", f"/t/{short}/", f"/t/{short.upper()}", f"/t/{short[:3]}-{short[3:]}"):
        answer = asked(house, path)
        assert (answer.status_code, answer.headers["Location"]) == (301, "/s/a-talk")
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
    with house.client(None) as client:
        assert client.head(f"/t/{short}", follow_redirects=False).headers["Location"] == "/s/a-talk"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("?lang=ar", "?lang=ar"),
        ("?t=1:02&lang=fr&utm_source=poster", "?t=1%3A02&lang=fr"),
        ("?slide=3", "?slide=3"),
        ("?next=https://elsewhere.example", ""),
        ("?t=%0d%0aSet-Cookie:a=b", "?t=%0D%0ASet-Cookie%3Aa%3Db"),
        ("?t=%D9%A3", "?t=%D9%A3"),
    ],
)
def test_a_short_link_keeps_what_the_page_understands(house: House, query: str, kept: str) -> None:
    answer = asked(house, f"/t/{code(house, house.published())}{query}")
    assert answer.headers["Location"] == f"/s/a-talk{kept}"
    assert "Set-Cookie" not in answer.headers


def closed(house: House) -> Mapping[str, str]:
    """Return the codes of talks that nobody may see, and of none, by the paths of their own pages."""
    restricted = house.published("Restricted")
    slugs = (house.withdrawn("Withdrawn"), restricted, house.draft("Draft"))
    with house.database.transaction() as catalogue:
        catalogue.seminars.place(catalogue.seminars.by_slug(restricted).id, None, Visibility.RESTRICTED)
    return {**{slug: code(house, slug) for slug in slugs}, "nowhere": NOBODYS, "no-code": "u"}


def test_of_what_is_closed_is_told_what_its_own_page_tells(house: House) -> None:
    for slug, short in closed(house).items():
        own, answer = asked(house, f"/s/{slug}"), asked(house, f"/t/{short}")
        assert answer.status_code == own.status_code == (410 if slug == "withdrawn" else 404)
        assert answer.content == own.content
        assert "Location" not in answer.headers
        assert answer.headers["Cache-Control"] == own.headers["Cache-Control"] == "no-cache"


def test_a_talk_that_is_gone_for_good_is_told_to_be_gone(house: House) -> None:
    slug = house.published()
    short = code(house, slug)
    house.purge(slug)
    with house.client(None) as client:
        assert client.get(f"/t/{short}").content == client.get(f"/s/{slug}").content
        assert client.get(f"/t/{short}").status_code == 410


@pytest.mark.parametrize(("suffix", "media_type"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_a_code_is_drawn_before_its_talk_is_public(house: House, suffix: str, media_type: str) -> None:
    path = f"/t/{code(house, house.draft())}.{suffix}"
    answer = asked(house, path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == media_type
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    # It tells no more than it was asked with: it is the same for a code of none.
    assert asked(house, f"/t/{NOBODYS}.{suffix}").status_code == 200
    again = asked(house, path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for wrong in ("u", "1" * 10, f"{NOBODYS}.{suffix}"):
        assert asked(house, f"/t/{wrong}.{suffix}").status_code == 404


def test_a_drawing_says_what_it_holds_and_has_a_quiet_zone(house: House) -> None:
    drawing = ElementTree.fromstring(asked(house, f"/t/{NOBODYS}.svg?lang=fr").content)
    title = drawing.find(f"{SVG}title")
    assert title is not None
    assert title.text == f"{PUBLIC_URL}/t/{NOBODYS}?lang=fr"
    other = ElementTree.fromstring(asked(house, f"/t/{NOBODYS}.svg?lang=tlh").content).find(f"{SVG}title")
    assert other is not None
    assert other.text == f"{PUBLIC_URL}/t/{NOBODYS}"


def test_a_picture_can_be_printed_and_has_a_quiet_zone(house: House) -> None:
    with Image.open(BytesIO(asked(house, f"/t/{NOBODYS}.png").content)) as picture:
        picture = picture.convert("L")
        assert picture.width == picture.height >= 1_181
        dark = picture.point(lambda value: 255 - value).getbbox()
    assert dark is not None
    # Seven modules are the edge of the first square, of which four are around the code.
    module = next(x for x in range(dark[0], picture.width) if picture.getpixel((x, dark[1])) == 255) - dark[0]
    quiet = round(module / 7 * 4)
    assert (dark[0], dark[1], picture.width - dark[2], picture.height - dark[3]) == (quiet,) * 4
