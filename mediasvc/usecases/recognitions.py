"""Recognise the words of talks: what builds ask for, what the worker finds to be done, and how it ended."""

from typing import Any

from mediasvc.domain.build import Digest
from mediasvc.domain.errors import ConversionFailed, Failure, NotFound, NotSupported
from mediasvc.domain.order import Order
from mediasvc.domain.recognition_job import MOST_ATTEMPTS, Recognition
from mediasvc.ports import Database, Parts


def check_model(parts: Parts, order: Order[Any]) -> None:
    """Raise NotSupported where the order asks for recognised words, and this service has no model."""
    if order.automatic_captions and parts.model is None:
        raise NotSupported(
            "captions that are written automatically, as no model is set that recognises speech",
            "Give captions as a file. Those who run the service set a model by MEDIASVC_ASR_MODEL.",
        )


def ask_for_words(database: Database, wanted: Recognition) -> Recognition:
    """Return the recognition that there is of the same sound, or keep this one. One that has failed begins anew.

    It is to be enqueued once this has returned, unless it is at its end.
    """
    with database.transaction() as catalogue:
        try:
            known = catalogue.recognitions.by_id(wanted.id)
        except NotFound:
            known = None
        if known is None or known.failure is not None:
            catalogue.recognitions.put(wanted)
            return wanted
        return known


def lose_words(database: Database, recognition: Recognition) -> Recognition:
    """Let a recognition whose words are gone from storage begin anew, and return it."""
    with database.transaction() as catalogue:
        if catalogue.recognitions.by_id(recognition.id) == recognition:
            catalogue.recognitions.put(recognition.anew())
        return catalogue.recognitions.by_id(recognition.id)


def read_recognition(database: Database, recognition_id: Digest) -> Recognition:
    """Return the recognition as it is now. Raises NotFound."""
    with database.reading() as catalogue:
        return catalogue.recognitions.by_id(recognition_id)


def begin_recognition(database: Database, recognition_id: Digest) -> Recognition | None:
    """Return the recognition, which has begun once more; None where there is none, or it is at its end.

    One that was begun too often has failed: it may be what brings workers down.
    """
    with database.transaction() as catalogue:
        try:
            known = catalogue.recognitions.by_id(recognition_id)
        except NotFound:
            return None
        if known.state.is_final:
            return None
        if known.attempts >= MOST_ATTEMPTS:
            catalogue.recognitions.put(known.failed(died()))
            return None
        catalogue.recognitions.put(known.begun())
        return known.begun()


def end_recognition(database: Database, ended: Recognition) -> None:
    """Keep how the recognition ended. One that another run has ended stays as it is."""
    with database.transaction() as catalogue:
        if not catalogue.recognitions.by_id(ended.id).state.is_final:
            catalogue.recognitions.put(ended)


def died() -> Failure:
    """Return the failure of a recognition that ends its worker again and again."""
    return ConversionFailed("its worker died every time").failure
