"""Of several who would be the first admin at one moment, one is."""

from at_once import at_once
from parts_of import parts_of

from mediasvc.domain.access import Operator
from mediasvc.domain.errors import LinkInvalid
from mediasvc.ports import Database
from mediasvc.usecases import links, people


def test_of_several_who_would_be_the_first_admin_one_is(database: Database) -> None:
    parts = parts_of(database)
    tokens = [links.first_admin_link(parts, Operator()) for _ in range(3)]

    def is_admitted(token: str | None, email: str) -> bool:
        shown = links.ShownLink(token or "", "198.51.100.7")
        try:
            links.use_link(parts, shown, links.Chosen("one two three four", "Amina", email))
        except LinkInvalid:
            return False
        return True

    calls = [
        lambda token=token, number=number: is_admitted(token, f"{number}@example.org")
        for number, token in enumerate(tokens)
    ]
    assert sorted(at_once(calls)) == [False, False, True]
    [only] = people.list_people(parts, Operator())
    assert only.person.is_admin
    assert links.first_admin_link(parts, Operator()) is None
