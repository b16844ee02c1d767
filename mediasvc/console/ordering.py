"""Order a talk of its files, beside what somebody else changes of it or asks for at the same time."""

from collections.abc import Mapping, Sequence

from mediasvc.console.keeping import with_belongings
from mediasvc.console.merging import Outcome, save_merged
from mediasvc.console.shared_talk import ORDER, order_there
from mediasvc.console.typed import Typed, changes_in, fields_of, publishing_in, with_fields
from mediasvc.console.visit import Visit
from mediasvc.domain.access import Right, may
from mediasvc.domain.merge import Merge
from mediasvc.domain.order import Order
from mediasvc.domain.seminar import Seminar
from mediasvc.usecases.drafts import name_draft
from mediasvc.usecases.waiting import order_when_complete


def order_merged(
    visit: Visit, seminar: Seminar, typed: Typed, names: Sequence[str], said: Mapping[str, str]
) -> Outcome:
    """Order the talk of the files of these names, unless somebody else has asked for another one meanwhile.

    `said` names those of them that hold what is said, by their languages. Raises Usage, and as ordering does.
    """
    changes_in(typed)
    publishing = publishing_in(typed) if may(visit.actor, Right.PUBLISH, seminar) else None
    slug, is_named = seminar.slug, False

    def save(found: Merge, version: str) -> bool:
        nonlocal slug, is_named
        changes = changes_in(with_fields(typed, found.fields), found.changed)
        if not is_named:
            # The talk has another version then, and perhaps another address.
            slug, is_named = name_draft(visit.service, visit.actor, slug, changes, {version}).slug, True
            return False
        order = Order(
            files=tuple(name for name in names if name not in said.values()) or None,
            details=changes,
            **with_belongings(visit, slug, names, said),
            publishing=publishing,
        )
        order_when_complete(visit.service, visit.actor, slug, order, {version})
        return True

    return save_merged(visit, ORDER, fields_of(typed), lambda: order_there(visit, slug), save)
