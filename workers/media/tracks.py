"""Which audio track of a recording is the talk's. Pure: nothing runs here."""

from collections.abc import Mapping, Sequence

from workers.media.channels import is_silent
from workers.media.recording import Decoded, Track


def in_order_of_trust(tracks: Sequence[Track]) -> list[Track]:
    """The tracks that the file marks as its default first, then the others, each as they stand in it.

    A file that marks all or none tells nothing by that, and they keep their order.
    """
    return sorted(tracks, key=lambda track: not track.is_default)


def choose(tracks: Sequence[Track], decoded: Mapping[int, Decoded]) -> Track:
    """The first that is not silent of those that were `decoded`, by number, in their order of trust; else the first."""
    trusted = [track for track in in_order_of_trust(tracks) if track.number in decoded]
    return next((track for track in trusted if not is_silent(decoded[track.number])), trusted[0])


def sentence_on_ignored(
    tracks: Sequence[Track], used: Track, decoded: Mapping[int, Decoded], faults: Mapping[int, str]
) -> str:
    """What people should know of the tracks that are not used: which, and why another one is. `faults` by number."""
    others = "; ".join(_described(track, decoded, faults) for track in tracks if track.number != used.number)
    return (
        f"of its {len(tracks)} sound tracks, {_named(used)} is used{_why(tracks, used)}. Not used: {others}. "
        "Another track can be chosen by its number."
    )


def _why(tracks: Sequence[Track], used: Track) -> str:
    marked = [track for track in tracks if track.is_default]
    if not marked or len(marked) == len(tracks):
        return ""
    return ", which the file marks as its default" if used.is_default else ", as the file's default is of no use"


def _described(track: Track, decoded: Mapping[int, Decoded], faults: Mapping[int, str]) -> str:
    if fault := faults.get(track.number):
        return f"{_named(track)}: {fault}"
    if track.number not in decoded:
        return f"{_named(track)}: not listened to"
    return f"{_named(track)}: silent" if is_silent(decoded[track.number]) else _named(track)


def _named(track: Track) -> str:
    words = [word for word in (track.language, track.title and f'"{track.title}"') if word]
    return f"track {track.number}" + (f" ({', '.join(words)})" if words else "")
