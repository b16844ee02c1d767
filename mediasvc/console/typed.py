"""What people type of a talk, as forms have it, and as the domain does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from babel import Locale, UnknownLocaleError

from mediasvc.console.visit import Visit
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import Usage
from mediasvc.domain.guesses import Guesses
from mediasvc.domain.merge import Fields
from mediasvc.domain.publishing import AT_ONCE, ON_REQUEST, Publishing
from mediasvc.domain.seminar import Seminar

# Languages that seminars are most often held in; what a file says of itself joins them.
SPOKEN = (
    "en",
    "fr",
    "es",
    "pt",
    "ar",
    "sw",
    "am",
    "bn",
    "ha",
    "hi",
    "id",
    "km",
    "ne",
    "ru",
    "so",
    "ur",
    "vi",
    "yo",
    "zh",
)


@dataclass(frozen=True)
class Typed:
    """The fields of a form about a talk. `opened` tells whether the part that is folded is to be open."""

    title: str = ""
    speakers: str = ""
    held_on: str = ""
    language: str = ""
    series: str = ""
    publish: str = "hold"
    publish_at: str = ""
    notice: str = ""
    opened: bool = False


# Those of them that are details of the talk.
DETAIL_FIELDS = ("title", "speakers", "held_on", "language", "series")


@dataclass(frozen=True)
class Choices:
    """What can be chosen in such a form. `languages` are tags with their names."""

    languages: Sequence[tuple[str, str]]
    series: Sequence[str]
    may_be_alone: bool


def typed_of(seminar: Seminar) -> Typed:
    """Return the fields as they are for a seminar."""
    told = seminar.details
    return Typed(
        title=told.title,
        speakers="\n".join(told.speakers),
        held_on="" if told.held_on is None else told.held_on.isoformat(),
        language=told.language or "",
        series="" if seminar.series is None else seminar.series.title,
        notice=seminar.withdrawal_notice or "",
    )


def fields_of(typed: Typed) -> Fields:
    """Return the details among the fields, by their names."""
    return {name: getattr(typed, name) for name in DETAIL_FIELDS}


def with_fields(typed: Typed, fields: Fields) -> Typed:
    """Return what was typed, with these details."""
    return replace(typed, **{name: fields.get(name, "") for name in DETAIL_FIELDS})


def guessed(typed: Typed, guesses: Guesses) -> Typed:
    """Return the fields, with guesses in those that are empty."""
    return replace(
        typed,
        title=typed.title or guesses.title or "",
        speakers=typed.speakers or "\n".join(guesses.speakers),
        held_on=typed.held_on or (guesses.held_on.isoformat() if guesses.held_on else ""),
        language=typed.language or guesses.language or "",
        series=typed.series or guesses.series or "",
    )


def typed_in(visit: Visit) -> Typed:
    """Return the fields as they were sent."""
    names = ("title", "speakers", "held_on", "language", "series", "publish_at", "notice")
    given = {name: visit.text(name) for name in names}
    given["publish_at"] = _as_field(given["publish_at"])
    return Typed(**given, publish=visit.text("publish") or "hold", opened=True)


def _as_field(time: str) -> str:
    """Return a time as a field shows it, in UTC; another text as it is."""
    try:
        found = time_in(time).astimezone(UTC)
    except (Usage, OverflowError):
        return time
    return found.replace(tzinfo=None).isoformat(timespec="minutes")


def changes_in(typed: Typed, names: Collection[str] = DETAIL_FIELDS) -> DetailChanges:
    """Return what the fields of these names say of a talk: those that are empty are cleared. Raises Usage."""
    title = typed.title.strip()
    if not title:
        raise Usage("the title is empty").because("title_empty")
    speakers = tuple(line.strip() for line in typed.speakers.splitlines() if line.strip())
    given = {"held_on": typed.held_on, "language": typed.language, "series": typed.series, "speakers": speakers}
    every = DetailChanges(
        title=title,
        speakers=speakers or None,
        held_on=day_in(typed.held_on) if typed.held_on else None,
        language=typed.language or None,
        series=typed.series or None,
        cleared=frozenset(name for name, value in given.items() if not value),
    )
    others = dict.fromkeys((name for name in DETAIL_FIELDS if name not in names), None)
    return replace(every, **others, cleared=every.cleared.intersection(names))


def publishing_in(typed: Typed) -> Publishing:
    """Return when the talk is to be published. Raises Usage where that is no time."""
    match typed.publish:
        case "at_once":
            return AT_ONCE
        case "at":
            return Publishing(at=time_in(typed.publish_at))
        case _:
            return ON_REQUEST


def time_in(text: str) -> datetime:
    """Return the time that a field has, which is in UTC where it says nothing else. Raises Usage."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        wrong = Usage(f"{text[:40]!r} is no day and time; an example: 2026-11-21T18:00")
        raise wrong.because("time_missing") from error
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def languages_for(locale: Locale, *others: str) -> Sequence[tuple[str, str]]:
    """Return the languages that can be chosen, by their names in this one; `others` are added."""
    tags = dict.fromkeys([*SPOKEN, *(tag for tag in others if tag)])
    return sorted(((tag, language_name(locale, tag)) for tag in tags), key=lambda each: each[1].casefold())


def language_name(locale: Locale, tag: str) -> str:
    """Return what the language of this tag is called in another one; the tag itself where that is not known."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(locale) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def day_in(text: str) -> date:
    """Return the day that a field has. Raises Usage."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Usage(f"{text[:40]!r} is no day; an example: 2026-11-21") from error
