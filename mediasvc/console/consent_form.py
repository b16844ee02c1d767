"""The form about consent: its fields, what they say, and what is shown beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mediasvc.console.typed import day_in
from mediasvc.console.visit import Visit
from mediasvc.domain.consent import Consent, ConsentMethod, RecordedConsent, numbered
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import Usage
from mediasvc.usecases.consents import Consents, SpeakerConsent

ON = "1"
# A speaker's name, and their number among speakers of the same name.
Key = tuple[str, int]


@dataclass(frozen=True)
class ConsentRow:
    """The fields about one speaker, as they are typed. `before` is what they said when the form was shown."""

    speaker: str
    given_on: str = ""
    method: str = ""
    note: str = ""
    before: str = field(default="||", compare=False)

    @property
    def text(self) -> str:
        """Return what the fields say, to be compared with what they said before."""
        return f"{self.given_on}|{self.method}|{self.note}"

    @property
    def is_empty(self) -> bool:
        return not (self.given_on or self.method or self.note)

    @property
    def is_incomplete(self) -> bool:
        return not self.is_empty and not (self.given_on and self.method)


@dataclass(frozen=True)
class ConsentForm:
    """The fields of the whole form. Those of `before` are as they were when the form was shown."""

    rows: Mapping[Key, ConsentRow]
    license: str
    license_before: str
    streaming_only: bool
    streaming_only_before: bool


@dataclass(frozen=True)
class ShownSpeaker:
    """A speaker and the fields about them. `is_other` tells whether something else was recorded meanwhile."""

    row: ConsentRow
    namesake: int
    is_named: bool
    recorded: RecordedConsent | None
    recorded_by: str | None
    is_other: bool


def form_of(found: Consents) -> ConsentForm:
    """Return the form with what is recorded."""
    seminar = found.seminar
    license, only = seminar.details.license or "", seminar.streaming_only
    return ConsentForm(_recorded(found), license, license, only, only)


def form_in(visit: Visit) -> ConsentForm:
    """Return the form as it was sent. Raises Usage where it is not whole."""
    columns = [visit.texts(name) for name in ("speaker", "given_on", "method", "note", "before")]
    if len({len(column) for column in columns}) > 1:
        raise Usage("the form is not whole")
    rows = [ConsentRow(*cells) for cells in zip(*columns, strict=True)]
    return ConsentForm(
        rows=dict(zip(numbered([row.speaker for row in rows]), rows, strict=True)),
        license=visit.text("license").strip(),
        license_before=visit.text("license_before"),
        streaming_only=visit.text("streaming_only") == ON,
        streaming_only_before=visit.text("streaming_only_before") == ON,
    )


def changes_in(form: ConsentForm) -> DetailChanges:
    """Return what was changed in the form: what was not is kept as somebody else may have it now. Raises Usage."""
    has_licence = form.license != form.license_before
    return DetailChanges(
        license=form.license if has_licence and form.license else None,
        streaming_only=form.streaming_only if form.streaming_only != form.streaming_only_before else None,
        cleared=frozenset({"license"}) if has_licence and not form.license else frozenset(),
    )


def with_recorded(form: ConsentForm, found: Consents) -> ConsentForm:
    """Return the form in which what was not changed is as somebody else may have recorded it, or taken it away."""
    recorded = _recorded(found)
    now = {key: recorded.get(key, ConsentRow(row.speaker)) for key, row in form.rows.items()}
    kept = {key: now[key] if row.text == row.before else row for key, row in form.rows.items()}
    return replace(form, rows={**kept, **{key: row for key, row in recorded.items() if key not in kept}})


def contested(form: ConsentForm, found: Consents) -> Mapping[Key, ConsentRow]:
    """Return what somebody else has recorded of speakers about whom something else was typed meanwhile."""
    recorded = _recorded(found)
    now = {key: recorded.get(key, ConsentRow(row.speaker)) for key, row in form.rows.items()}
    return {key: now[key] for key, row in form.rows.items() if now[key].text not in (row.before, row.text)}


def other_licence(form: ConsentForm, found: Consents) -> str | None:
    """Return the licence that somebody else has chosen where another one was typed meanwhile; None where none has."""
    now = found.seminar.details.license or ""
    is_contested = form.license != form.license_before and now not in (form.license_before, form.license)
    return now if is_contested else None


def consents_in(form: ConsentForm) -> Sequence[Consent]:
    """Return what the rows say: an empty one says nothing. Raises Usage."""
    return [_consent_in(row, namesake) for (_, namesake), row in form.rows.items() if not row.is_empty]


def shown_speakers(form: ConsentForm, found: Consents, others: Mapping[Key, ConsentRow]) -> Sequence[ShownSpeaker]:
    """Return the rows with what is recorded of each speaker; `others` are those that `contested` returns.

    To send them once more replaces what they are shown beside.
    """
    known = {(each.speaker, each.namesake): each for each in found.speakers}
    return [
        _shown(replace(row, before=others[key].text) if key in others else row, key, known.get(key), key in others)
        for key, row in form.rows.items()
    ]


def _shown(row: ConsentRow, key: Key, known: SpeakerConsent | None, is_other: bool) -> ShownSpeaker:
    return ShownSpeaker(
        row,
        namesake=key[1],
        is_named=known is not None and known.is_named,
        recorded=None if known is None else known.recorded,
        recorded_by=None if known is None else known.recorded_by,
        is_other=is_other,
    )


def _recorded(found: Consents) -> Mapping[Key, ConsentRow]:
    return {(each.speaker, each.namesake): _row_of(each) for each in found.speakers}


def _row_of(each: SpeakerConsent) -> ConsentRow:
    if each.recorded is None:
        return ConsentRow(each.speaker)
    consent = each.recorded.consent
    row = ConsentRow(each.speaker, consent.given_on.isoformat(), consent.method, consent.note)
    return replace(row, before=row.text)


def _consent_in(row: ConsentRow, namesake: int) -> Consent:
    if row.is_incomplete:
        raise Usage(f"the day or the way of the consent of {row.speaker} is missing").because("consent_incomplete")
    if row.method not in tuple(ConsentMethod):
        raise Usage(f"there is no way to consent that is called {row.method[:40]!r}")
    return Consent(row.speaker, day_in(row.given_on), ConsentMethod(row.method), row.note, namesake)
