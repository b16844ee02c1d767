"""Look at what the next build of a talk takes along that was given for its recordings."""

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.belongings import Belongings
from mediasvc.domain.errors import NotFound
from mediasvc.domain.file_kinds import FileKinds
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.hand_in import last_request


def belongings(parts: Parts, actor: Actor, slug: str) -> Belongings:
    """Return the cues and captions that the next build takes along, if there are any. Raises NotFound."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        kinds = FileKinds(catalogue.readings.of_seminar(seminar.id))
        try:
            request = last_request(catalogue, seminar)
        except NotFound:
            return Belongings(kinds)
    return Belongings.of(request, kinds)
