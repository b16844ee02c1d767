"""Sends the mail that is due, as a job of the queue."""

from mediasvc.bootstrap import open_service
from mediasvc.delivery.letters import letter_of
from mediasvc.presence import reached
from mediasvc.settings import load_settings
from mediasvc.usecases.mails import send_due
from mediasvc.usecases.notify import tell_of_events


def run_mail(_: str) -> None:
    """Write the mail that events ask for, and send what is due. The job's id says nothing.

    What cannot be sent now waits in the database, and is queued again when it is due. Raises StorageUnavailable.
    """
    with open_service(reached(load_settings())) as service:
        tell_of_events(service.database)
        send_due(service, letter_of(service.settings))
