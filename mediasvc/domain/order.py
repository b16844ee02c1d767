"""An organiser's order for a build: one value that command line, desks, API and use cases pass on whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar, cast

from mediasvc.domain.build import BuildRequest, Notes, Source
from mediasvc.domain.detail_changes import NO_CHANGES, DetailChanges
from mediasvc.domain.errors import Usage
from mediasvc.domain.publishing import Publishing
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.translations import OWN, check_languages, ordered_captions
from mediasvc.domain.variants import ON_DEMAND

File = TypeVar("File")
Named = TypeVar("Named")

# What an order can take away from a talk, beside its optional details.
CLEARABLE = ("cues", "captions", "track")
_BY_CUES = (TimingMethod.AUTO, TimingMethod.CUES, TimingMethod.EDITED)


@dataclass(frozen=True)
class Order(Generic[File]):
    """An organiser's order. None keeps the value of the seminar's last build; the first build takes the default.

    `File` is how a file is named: by a path, by its name on the seminar's list of sources, or by a Source. `files` are
    decks and recordings in their order. `captions` are in the talk's language; `captions_in` has those in any, by its
    BCP 47 tag, `und` for the talk's own, and None for one that it is to have none in; those in other languages stay.
    `track` counts the audio tracks of each recording from 1. `also` names every variant on demand, so that an empty one
    takes all of them away. `keep_cues` and `keep_captions` use those of the last build for another recording, too.
    `cleared` holds the names of CLEARABLE that the talk is to be without; of `captions`, those in all languages that
    the order does not give, and those that are written automatically. `automatic_captions` says whether the words that
    are recognised are the talk's captions, where it has no others in its language. `publishing` says when viewers see
    the release; None keeps the value of a release that viewers are still to see.

    Raises:
        Usage: a value that is not allowed, or two that exclude each other.
    """

    files: tuple[File, ...] | None = None
    details: DetailChanges = NO_CHANGES
    timing: TimingMethod | None = None
    cues: File | None = None
    captions: File | None = None
    captions_in: Mapping[str, File | None] | None = None
    notes: Notes | None = None
    track: int | None = None
    also: tuple[str, ...] | None = None
    clean_up: bool | None = None
    keep_cues: bool = False
    keep_captions: bool = False
    cleared: frozenset[str] = frozenset()
    publishing: Publishing | None = None
    automatic_captions: bool | None = None

    def __post_init__(self) -> None:
        for name in CLEARABLE:
            if name in self.cleared and (getattr(self, name) is not None or getattr(self, f"keep_{name}", False)):
                raise Usage(f"no {name}, and {name} to be given or kept, exclude each other")
        if "captions" in self.cleared and self.automatic_captions:
            raise Usage("no captions, and captions to be written automatically, exclude each other")
        for name in self.also or ():
            if name not in ON_DEMAND:
                raise Usage(f"{name} is not made on demand; {' and '.join(ON_DEMAND)} are")
        if self.track is not None and self.track < 1:
            raise Usage(f"audio tracks are counted from 1, and there is no track {self.track}")
        check_languages(self.captions_in or ())
        self._check_timing()

    def _check_timing(self) -> None:
        if self.timing is None:
            return
        if self.cues is not None and self.timing not in _BY_CUES:
            raise Usage(f"a cues file and timing by {self.timing} exclude each other")
        if self.timing is TimingMethod.CUES and "cues" in self.cleared:
            raise Usage("timing by cues needs a cues file")

    def with_files(self, name: Callable[[File], Named]) -> "Order[Named]":
        """Return the same order, with every file as `name` names it."""
        changed: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        for beside in ("cues", "captions"):
            file: File | None = changed[beside]
            changed[beside] = None if file is None else name(file)
        if self.captions_in is not None:
            changed["captions_in"] = {tag: file and name(file) for tag, file in self.captions_in.items()}
        changed["files"] = None if self.files is None else tuple(name(file) for file in self.files)
        return cast("Order[Named]", Order(**changed))

    @property
    def files_beside(self) -> tuple[File, ...]:
        """Return the files that it names beside decks and recordings."""
        named = (self.cues, self.captions, *(self.captions_in or {}).values())
        return tuple(file for file in named if file is not None)


def check_first(order: Order[Any]) -> None:
    """Raise Usage where no first build of a seminar can be made of the order, whatever is in its files."""
    if order.timing is TimingMethod.CUES and order.cues is None:
        raise Usage("timing by cues needs a cues file")


def request_of(order: Order[Source], before: BuildRequest, details: SeminarDetails) -> BuildRequest:
    """Return the build request that the order makes of the one `before`, for a seminar with these details.

    Raises:
        Usage: there is no file to build a talk of, or timing by cues without a cues file.
    """
    files = before.files if order.files is None else order.files
    if not files:
        raise Usage("there are no files to build a talk of; upload the deck and the recording first").because(
            "files_missing"
        )
    beside = {name: _beside(order, before, name, files) for name in ("cues", "track")}
    now = order.details.onto(details)
    given = [*(order.captions_in or {}).items(), *([] if order.captions is None else [(OWN, order.captions)])]
    last = None if "captions" in order.cleared else before
    captions = ordered_captions(given, last, files, now.language, are_kept=order.keep_captions)
    timing = _timing(order, before.timing)
    if timing is TimingMethod.CUES and not beside["cues"]:
        raise Usage("timing by cues needs a cues file")
    return BuildRequest(
        files=files,
        details=now,
        timing=timing,
        also=before.also if order.also is None else tuple(name for name in ON_DEMAND if name in order.also),
        clean_up=before.clean_up if order.clean_up is None else order.clean_up,
        notes=before.notes if order.notes is None else order.notes,
        first_files=before.first_files or files,
        publishing=before.publishing if order.publishing is None else order.publishing,
        automatic_captions=_automatic_captions(order, before),
        cues_kept=bool(beside["cues"]) and order.cues is None and (order.keep_cues or before.cues_kept),
        **beside["cues"],
        **beside["track"],
        **captions,
    )


def _beside(order: Order[Source], before: BuildRequest, name: str, files: tuple[Source, ...]) -> dict[str, Any]:
    """Return the cues or the track, whichever `name` is, with the files whose recordings it belongs to."""
    given, last = getattr(order, name), getattr(before, name)
    if given is not None:
        return {name: given, f"{name}_with": files}
    if last is None or name in order.cleared:
        return {}
    is_kept = getattr(order, f"keep_{name}", False)
    return {name: last, f"{name}_with": files if is_kept else getattr(before, f"{name}_with") or before.files}


def _automatic_captions(order: Order[Source], before: BuildRequest) -> bool:
    if order.automatic_captions is not None:
        return order.automatic_captions
    return before.automatic_captions and "captions" not in order.cleared


def _timing(order: Order[Source], before: TimingMethod) -> TimingMethod:
    """Return the order's timing method. A cues file that is given is used, and one that is gone is not asked for."""
    if order.timing is not None:
        return order.timing
    asks_for_others = order.cues is not None and before not in (TimingMethod.AUTO, TimingMethod.CUES)
    needs_them = before in (TimingMethod.CUES, TimingMethod.EDITED)
    asks_for_none = "cues" in order.cleared and order.cues is None and needs_them
    return TimingMethod.AUTO if asks_for_others or asks_for_none else before
