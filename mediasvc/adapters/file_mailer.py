"""Keeps mail as files where no server is set, for those who run the service to read."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from email.errors import MessageError
from pathlib import Path

from mediasvc.adapters.mail_message import bytes_of, message_of
from mediasvc.domain.errors import MailUnavailable
from mediasvc.domain.mail import KEPT_FOR, Answer, Handover, Mail


class FileMailer:
    """Fills Mailer: a file for each mail, as mail programs open them. Old ones go when new ones come."""

    reaches_people = False

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self._sender = folder, sender

    @contextmanager
    def connect(self) -> Generator["FilePost"]:
        oldest = time.time() - KEPT_FOR.total_seconds()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path in self._folder.iterdir():
                if path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise MailUnavailable(f"{self._folder}: {error.strerror}") from error
        yield FilePost(self._folder, self._sender)


class FilePost:
    """Fills Post. A mail that is handed over twice is one file."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self._sender = folder, sender

    def hand_over(self, mail: Mail, before_end: Callable[[], None]) -> Handover:
        try:
            content = bytes_of(message_of(mail, self._sender), is_international=not mail.to.isascii())
        except (ValueError, LookupError, MessageError) as error:
            return Handover(Answer.REFUSED, type(error).__name__)
        path = self._folder / f"{mail.id}.eml"
        unfinished = path.with_suffix(".unfinished")
        try:
            unfinished.write_bytes(content)
        except OSError as error:
            raise MailUnavailable(f"{path}: {error.strerror}") from error
        before_end()
        try:
            unfinished.replace(path)
        except OSError as error:
            return Handover(Answer.LATER, error.strerror or type(error).__name__)
        return Handover(Answer.ACCEPTED)
