"""The options with which publish and rebuild say what a talk is to be: one table for both."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from mediasvc.cli.captions_option import read_captions_options
from mediasvc.cli.mistakes import unknown_value
from mediasvc.domain.build import Notes
from mediasvc.domain.days import checked_day
from mediasvc.domain.detail_changes import OPTIONAL, DetailChanges
from mediasvc.domain.errors import Usage
from mediasvc.domain.order import CLEARABLE, Order
from mediasvc.domain.publishing import Publishing
from mediasvc.domain.seminar import Visibility
from mediasvc.domain.timeline import ASKED_FOR, TimingMethod, checked_method
from mediasvc.domain.variants import ON_DEMAND


@dataclass(frozen=True)
class OrderOptions:
    """The options that publish and rebuild were given. None, or False, stands for one that was left out."""

    title: Annotated[str | None, typer.Option(help="The seminar's title. A new talk needs one.")] = None
    speaker: Annotated[list[str] | None, typer.Option(help="A speaker; may be given several times.")] = None
    no_speaker: Annotated[bool, typer.Option("--no-speaker", help="Take all speakers away.")] = False
    held_on: Annotated[str | None, typer.Option(metavar="DATE", help="The day, as 2026-11-21.")] = None
    no_held_on: Annotated[bool, typer.Option("--no-held-on", help="Take the day away.")] = False
    language: Annotated[str | None, typer.Option(help="The talk's language, as en or pt-BR.")] = None
    no_language: Annotated[bool, typer.Option("--no-language", help="Take the language away.")] = False
    series: Annotated[str | None, typer.Option(help="The series that the seminar belongs to.")] = None
    no_series: Annotated[bool, typer.Option("--no-series", help="Take the series away.")] = False
    license: Annotated[str | None, typer.Option(help="The licence, as SPDX names it: CC-BY-4.0.")] = None
    no_license: Annotated[bool, typer.Option("--no-license", help="Take the licence away.")] = False
    streaming_only: Annotated[
        bool | None,
        typer.Option("--streaming-only/--no-streaming-only", help="Let viewers watch the talk, and not save it."),
    ] = None
    timing: Annotated[
        str | None, typer.Option(metavar="METHOD", help=f"Where slide times come from: {', '.join(ASKED_FOR)}.")
    ] = None
    cues: Annotated[
        Path | None, typer.Option(help="Slide times: CSV with slide,start, JSON, WebVTT, a list of mm:ss, labels.")
    ] = None
    no_cues: Annotated[bool, typer.Option("--no-cues", help="Take the cues file away.")] = False
    keep_cues: Annotated[
        bool, typer.Option("--keep-cues", help="The talk's cues file fits the new recording, too.")
    ] = False
    captions: Annotated[
        list[str] | None,
        typer.Option(
            help="What is said when: WebVTT, SRT, a manuscript; or auto, to write them. In another language: fr=FILE.",
        ),
    ] = None
    no_captions: Annotated[bool, typer.Option("--no-captions", help="Take the captions away, in all languages.")] = (
        False
    )
    no_captions_in: Annotated[
        list[str] | None,
        typer.Option(help="Take the captions in this language away; may be given several times."),
    ] = None
    keep_captions: Annotated[
        bool, typer.Option("--keep-captions", help="The talk's captions fit the new recording, too.")
    ] = False
    notes: Annotated[
        Notes | None, typer.Option(help="Whether viewers may read the speaker's notes; private where nobody asks.")
    ] = None
    track: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Use this audio track of every recording, counted from 1."),
    ] = None
    no_track: Annotated[bool, typer.Option("--no-track", help="Find the audio track by itself again.")] = False
    also: Annotated[
        list[str] | None,
        typer.Option(help=f"Make this, too: {' or '.join(ON_DEMAND)}; may be given several times.", metavar="NAME"),
    ] = None
    no_also: Annotated[bool, typer.Option("--no-also", help="Make nothing on demand any more.")] = False
    clean_up: Annotated[
        bool | None, typer.Option("--clean-up/--no-clean-up", help="Take hum and hiss out of the sound.")
    ] = None
    hold: Annotated[
        bool | None,
        typer.Option("--hold/--no-hold", help="Let nobody but the talk's people see the release until it is restored."),
    ] = None
    publish_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="Let viewers see it from then on, as 2026-11-21T18:00.")
    ] = None
    visibility: Annotated[str | None, typer.Option(hidden=True)] = None

    def order(self, files: tuple[Path, ...] | None) -> Order[Path]:
        """Return the order for these files. Raises Usage, NotSupported."""
        if self.also and self.no_also:
            raise Usage("--also and --no-also exclude each other")
        if self.captions and self.no_captions:
            raise Usage("--captions and --no-captions exclude each other; --no-captions-in takes one language away")
        captions = read_captions_options(self.captions or (), self.no_captions_in or ())
        return Order(
            files=files,
            details=self._details(),
            timing=None if self.timing is None else _timing(self.timing),
            cues=self.cues,
            captions=captions.own,
            captions_in=captions.in_languages or None,
            automatic_captions=captions.automatic or None,
            notes=self.notes,
            track=self.track,
            also=tuple(self.also or ()) if self.also or self.no_also else None,
            clean_up=self.clean_up,
            keep_cues=self.keep_cues,
            keep_captions=self.keep_captions,
            cleared=frozenset(name for name in CLEARABLE if getattr(self, f"no_{name}")),
            publishing=self._publishing(),
        )

    def _publishing(self) -> Publishing | None:
        if self.publish_at is not None:
            if self.hold is False:
                raise Usage("--publish-at and --no-hold exclude each other")
            return Publishing(is_held=bool(self.hold), at=_moment(self.publish_at))
        return None if self.hold is None else Publishing(is_held=self.hold)

    def _details(self) -> DetailChanges:
        options = {name: name.removesuffix("s") if name == "speakers" else name for name in OPTIONAL}
        offered = (Visibility.PUBLIC,)
        return DetailChanges(
            title=self.title,
            speakers=tuple(self.speaker) if self.speaker else None,
            held_on=_date(self.held_on),
            language=self.language,
            series=self.series,
            visibility=None if self.visibility is None else _one_of(Visibility, self.visibility, "visibility", offered),
            license=self.license,
            streaming_only=self.streaming_only,
            cleared=frozenset(name for name, option in options.items() if getattr(self, f"no_{option}")),
        )


def with_order_options(command: Callable[..., None]) -> Callable[..., None]:
    """Return `command` with each field of OrderOptions as an option of its own, in place of its parameter `options`."""

    @wraps(command)
    def expanded(**given: Any) -> None:
        options = OrderOptions(**{name: given.pop(name) for name in names})
        command(**given, options=options)

    hints = get_type_hints(command, include_extras=True)
    offered = get_type_hints(OrderOptions, include_extras=True)
    names = [field.name for field in fields(OrderOptions)]
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name != "options":
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[parameter.name]))
            continue
        parameters += [
            inspect.Parameter(
                field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=offered[field.name]
            )
            for field in fields(OrderOptions)
        ]
    expanded.__signature__ = inspect.Signature(parameters)  # pyright: ignore[reportAttributeAccessIssue] - read by inspect
    expanded.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return expanded


def _timing(name: str) -> TimingMethod:
    return _one_of(TimingMethod, checked_method(name), "timing", ASKED_FOR)


def _one_of(kind: Any, value: str, name: str, offered: tuple[str, ...]) -> Any:
    """Return the value of an enumeration that is named so. Raises Usage for another name, with the available ones."""
    try:
        return kind(value)
    except ValueError as error:
        raise Usage(unknown_value(name, value, offered)) from error


def _moment(text: str) -> datetime:
    """Return the time that is written as ISO 8601 has it; without a zone, it is this machine's. Raises Usage."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Usage(f"--publish-at {text} is not a time, such as 2026-11-21T18:00 or 2026-11-21T18:00Z") from error


def _date(text: str | None) -> date | None:
    return None if text is None else checked_day(text)
