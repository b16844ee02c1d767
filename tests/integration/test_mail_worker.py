"""A worker for mail as a process of its own, which is killed at the worst moments."""

import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from servers.smtp import END, HANGS, Box, smtp_server

from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.access import Operator
from mediasvc.domain.mail import MailFacts, MailKind, MailState
from mediasvc.domain.person import Person, PersonId
from mediasvc.notifier import run_mail
from mediasvc.settings import Settings
from mediasvc.usecases.mails import list_mails
from mediasvc.usecases.notify import new_mail

WAIT_S = 60
AMINA = Person(PersonId("amina"), "amina@example.org", "Amina", "hash", False, {}, datetime.now(UTC))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with open_service(Settings(data_dir=tmp_path / "data")) as service:
        with service.database.transaction() as catalogue:
            catalogue.people.add(AMINA)
            for title in ("One", "Two", "Three"):
                catalogue.mails.add(new_mail(MailKind.READY, AMINA, MailFacts(title, "a-talk"), "en"))
        yield service


def environment(service: Service, box: Box) -> dict[str, str]:
    return {
        "MEDIASVC_DATA_DIR": str(service.settings.data_dir),
        "MEDIASVC_SMTP_URL": f"smtp://127.0.0.1:{box.port}",
        "MEDIASVC_MAIL_FROM": "talks@example.org",
    }


@contextmanager
def killed_worker(service: Service, box: Box) -> Generator[None]:
    """Start a worker, and kill it once the server lets it wait."""
    argv = [sys.executable, "-c", "from mediasvc.notifier import run_mail; run_mail('mail')"]
    with subprocess.Popen(argv, env={**os.environ, **environment(service, box)}) as worker:
        try:
            assert box.is_hanging.wait(WAIT_S)
        finally:
            worker.kill()
    yield


@pytest.mark.parametrize("moment", ["RCPT", "DATA", END])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    service: Service, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp_server(answers={moment: HANGS}) as box, killed_worker(service, box):
        box.answers.clear()
        for name, value in environment(service, box).items():
            monkeypatch.setenv(name, value)
        run_mail("mail")
        # The others do not wait for the one that the dead worker had.
        assert len(box.letters) == 2
        with service.database.transaction() as catalogue:
            for mail in catalogue.mails.some(9, None, (MailState.SENDING, MailState.HANDED_OVER)):
                catalogue.mails.replace(replace(mail, due_at=mail.written_at))
        for _ in range(2):
            run_mail("mail")
        states = {mail.state for mail in list_mails(service, Operator(), 9, None, tuple(MailState))}
        # This server had all of it and is not asked again; it may deliver it, or, as this one, not.
        assert len(box.letters) == (2 if moment == END else 3)
        assert states == ({MailState.SENT, MailState.UNSURE} if moment == END else {MailState.SENT})
    assert len({letter["Message-ID"] for letter in box.letters}) == len(box.letters)
