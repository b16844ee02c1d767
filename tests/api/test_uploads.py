"""Uploads that go on after breaks, over HTTP."""

from house import SOUND, House, hex_digest, repr_digest
from tus_client import begun, offset_of


def test_a_file_is_sent_in_parts(house: House) -> None:
    slug = house.draft()
    upload = begun(house.http, slug, "talk.mp3", len(SOUND), house.anybody)
    assert upload.offset == 0
    answer = upload.patch(0, SOUND[:4])
    assert (answer.status_code, offset_of(answer)) == (204, 4), answer.text
    assert upload.offset == 4
    answer = upload.patch(4, SOUND[4:])
    assert (answer.status_code, offset_of(answer)) == (204, len(SOUND)), answer.text
    assert answer.headers["Repr-Digest"] == repr_digest(SOUND)["Repr-Digest"]
    assert (house.listed(slug), house.kept()) == (["talk.mp3"], [hex_digest(SOUND)])
    assert upload.offset == len(SOUND)
