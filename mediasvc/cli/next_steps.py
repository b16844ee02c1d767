"""Next steps, as commands that can be typed as they are."""

import shlex
import shutil
import sys
from itertools import pairwise
from pathlib import Path

from mediasvc.cli.examples import EXAMPLES
from mediasvc.domain.seminar import SeminarState
from mediasvc.organiser.desk import Published

NAME = "mediasvc"


def ended_well(published: Published) -> list[str]:
    """Return the lines that say what was built, where it is watched, and what to do next."""
    talk = published.talk
    if not published.is_new:
        those = "What is being built" if published.release is None else f"Release {published.release}"
        return [f"Nothing was changed, and nothing is built: {those} of {talk.slug} has these slide times already."]
    if published.waits:
        return _waits(published)
    if talk.state is SeminarState.WITHDRAWN:
        show = typed("restore", talk.slug)
        return [
            f"Built: {talk.title}, release {published.release}, as {talk.slug}",
            f"Still withdrawn; {show} shows it.",
        ]
    if published.release != talk.release:
        return [
            f"Built: release {published.release} of {talk.slug}",
            f"Viewers see release {talk.release}, chosen since.",
        ]
    lines = [f"Published: {talk.title}, release {published.release}, as {talk.slug}"]
    lines += _awaits_words(published)
    if published.is_served:
        return [*lines, f"Watch it at {talk.watch_url}"]
    return [
        *lines,
        f"Show it:  {typed('serve')}",
        f"    then it is at {talk.watch_url}",
        f"Hand it on:  {typed('export', talk.slug, '--out', f'{talk.slug}/')}",
        "    writes a folder that plays without a network",
    ]


def _waits(published: Published) -> list[str]:
    talk = published.talk
    at = published.publish_at
    until = "until it is published" if at is None else f"before {at:%Y-%m-%d %H:%M} UTC"
    lines = [
        f"Ready: {talk.title}, release {published.release}, as {talk.slug}",
        f"Viewers do not see it {until}; its people see it at {published.preview_url}",
        f"Publish it now:  {typed('restore', talk.slug, '--release', str(published.release))}",
        *_awaits_words(published),
    ]
    if at is not None and not published.is_served:
        return [*lines, f"At that time a service has to be running:  {typed('serve')}"]
    return lines


def _awaits_words(published: Published) -> list[str]:
    if not published.awaits_words:
        return []
    return ["Its words are still being recognised; a running service makes another release if they change it."]


def no_talk_yet(where: str) -> str:
    """Return what to say of an empty list, with the data folder or address that was looked at."""
    return f"There is no talk yet in {where}.\nFor example: {EXAMPLES['publish']}"


def typed(*words: str) -> str:
    """Return a command for the same data folder or service as this one, as it is typed here."""
    return shlex.join([_program(), *words, *_where(sys.argv[1:])])


def _where(words: list[str]) -> list[str]:
    """Return the option of a command line that says where the talks are; none where that is the default."""
    for word, following in pairwise([*words, ""]):
        name, is_one_word, value = word.partition("=")
        if name in ("--data-dir", "--url"):
            return [name, value if is_one_word else following]
    return []


def _program() -> str:
    """Return this program as it was called, or its name alone where that finds it."""
    called = Path(sys.argv[0])
    found = shutil.which(NAME)
    if called.name != NAME or (found is not None and Path(found).resolve() == called.resolve()):
        return NAME
    return sys.argv[0]
