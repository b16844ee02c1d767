"""Arrange a seminar's list of sources."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, count
from pathlib import PurePosixPath

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.build import BuildRequest, Source
from mediasvc.domain.errors import NotFound, QueueUnavailable
from mediasvc.domain.reading import reading_job
from mediasvc.domain.translations import OWN
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.hand_in import last_request
from mediasvc.usecases.publishing import hold_order
from mediasvc.usecases.take_in import attach


def arrange(parts: Parts, actor: Actor, slug: str, names: Sequence[str]) -> None:
    """Put the sources of these names first on the seminar's list, in this order. Raises NotFound.

    Decks and recordings are used in this order by builds that name no files.
    """
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        hold_order(catalogue, actor, seminar)
        catalogue.sources.arrange(seminar.id, names)


def list_last_files(parts: Parts, actor: Actor, slug: str) -> None:
    """Put the files of what viewers see, or will see, on an empty list, so that some of them can be replaced.

    A talk that was handed in by the command line has no list. One that nothing was built for yet stays as it is.
    Captions whose file has the name of another one get one with their language in it, by which pages know them.

    Raises:
        NotFound: no such seminar.
    """
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        if catalogue.sources.of_seminar(seminar.id):
            return
    with parts.database.transaction() as catalogue, suppress(NotFound):
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        for source in _files_of(last_request(catalogue, seminar)):
            attach(catalogue, seminar, source)
    # Where the queue is away, they are read when it is back.
    with suppress(QueueUnavailable):
        parts.queue.enqueue(reading_job(seminar.id))


def _files_of(request: BuildRequest) -> Iterable[Source]:
    """Yield the request's decks, recordings and captions, each by a name of its own."""
    captions = [] if request.captions is None else [(OWN, request.captions)]
    captions += [(each.language, each.source) for each in request.translations]
    taken = {source.name for source in request.files}
    yield from request.files
    for language, source in captions:
        path = PurePosixPath(source.name)
        with_language = (f"{path.stem}{f' ({number})' if number else ''}.{language}{path.suffix}" for number in count())
        name = next(free for free in chain([source.name], with_language) if free not in taken)
        taken.add(name)
        yield replace(source, name=name)
