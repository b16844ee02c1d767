"""The page for frames in the colour that a portal asks for."""

import base64
import hashlib
import re

import pytest
from house import House

ACCENT = re.compile(r":root\{--accent:#([0-9a-f]{6});--mark:#[0-9a-f]{6}\}")


def style_of(page: str) -> str:
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    return style


def test_a_frame_has_the_colour_that_is_asked_for_and_its_policy_lets_it_in(house: House) -> None:
    answer = house.anybody.get(f"/s/{house.published()}/embed?accent=b3261e")
    light, dark = ACCENT.findall(style_of(answer.text))
    # It can be read on light grounds as it is, and on dark ones where it is lighter.
    assert light == "b3261e"
    assert dark > light
    digest = base64.b64encode(hashlib.sha256(style_of(answer.text).encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("accent", ["", "red", "12345", "b3261e;}", "%23", "b3261e%00", "٣٣٦٦cc"])
def test_what_is_no_colour_changes_nothing(house: House, accent: str) -> None:
    slug = house.published()
    plain, asked = (house.anybody.get(f"/s/{slug}/embed{query}") for query in ("", f"?accent={accent}"))
    assert asked.content == plain.content
    assert asked.headers["ETag"] == plain.headers["ETag"]
    assert not ACCENT.search(plain.text)


def test_each_colour_is_another_page_and_each_way_to_write_it_the_same(house: House) -> None:
    slug = house.published()
    etags = [
        house.anybody.get(f"/s/{slug}/embed?accent={accent}").headers["ETag"]
        for accent in ("b3261e", "%23B3261E", "1b7a43")
    ]
    assert etags[0] == etags[1] != etags[2]


def test_a_talks_own_page_is_never_in_another_colour(house: House) -> None:
    slug = house.published()
    assert house.anybody.get(f"/s/{slug}?accent=b3261e").content == house.anybody.get(f"/s/{slug}").content
