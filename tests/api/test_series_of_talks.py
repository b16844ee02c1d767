"""Who may move a talk into another series."""

from house import API, House, refused
from people import add_person, signed_in

from mediasvc.domain.person import Role

BOTH = {"Fridays": Role.CONTRIBUTOR, "Mondays": Role.CONTRIBUTOR}


def test_a_contributor_moves_a_draft_and_not_a_talk_that_viewers_see(house: House) -> None:
    contributor = signed_in(house, add_person(house, "hana@example.org", roles=BOTH))
    admin = signed_in(house, add_person(house, "amina@example.org", is_admin=True))
    draft = contributor.post(f"{API}/seminars", json={"title": "A talk", "series": "Fridays"}).json()
    address = f"{API}/seminars/{draft['slug']}"
    moved = contributor.patch(address, json={"series": "Mondays"})
    assert moved.json()["seminar"]["series"] == "Mondays"
    assert house.put(draft["slug"], "slides.pdf", b"%PDF-1.7").status_code == 201
    house.order(draft["slug"])
    house.work()
    refused(contributor.patch(address, json={"series": "Fridays"}), 403, "not_allowed")
    assert contributor.patch(address, json={"series": "Mondays"}).status_code == 200
    assert admin.patch(address, json={"series": "Fridays"}).json()["seminar"]["series"] == "Fridays"
