"""Work for workers: each kind waits in a queue of its own, with limits of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class JobKind(StrEnum):
    """A kind of work; its value names its queue."""

    BUILD = "build"
    READ = "read"
    """Read what was uploaded for a seminar, before anything is built of it; the id is the seminar's."""
    PICTURE = "picture"
    """Make the picture of a series from what was uploaded for it; the id is the series'."""
    TRANSCRIBE = "transcribe"
    """Recognise the words of a talk; the id is the recognition's."""
    NOTIFY = "notify"
    """Send the mail that is due; the id is always the same."""


@dataclass(frozen=True)
class Job:
    """One piece of work, about the thing that has this `id`: for a build, its own. Workers are told nothing else."""

    kind: JobKind
    id: str


@dataclass(frozen=True)
class JobLimits:
    """How long one attempt may take, and how many there are before the queue gives the job up."""

    attempt_s: int
    attempts: int


# Whoever does it finds in the database what is to be done, so one of these is enough.
MAIL_JOB = Job(JobKind.NOTIFY, "mail")

JOB_LIMITS: Mapping[JobKind, JobLimits] = {
    JobKind.BUILD: JobLimits(attempt_s=8 * 3600, attempts=5),
    JobKind.READ: JobLimits(attempt_s=3600, attempts=3),
    JobKind.PICTURE: JobLimits(attempt_s=600, attempts=3),
    JobKind.TRANSCRIBE: JobLimits(attempt_s=24 * 3600, attempts=3),
    JobKind.NOTIFY: JobLimits(attempt_s=3600, attempts=3),
}
