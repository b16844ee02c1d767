"""Lines out of the places of a page's glyphs, where a file's order of them cannot be relied on."""

import unicodedata
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workers.decks.direction import is_right_to_left, ligatures
from workers.decks.glyphs import Box, Glyph

# As shares of the size of the letters: what is between words at least, and what parts a line in two.
SPACE, COLUMNS = 0.18, 1.9
# Less room than any space takes.
NARROW = 0.05
# About how high letters are, and the least share of it that glyphs of one line have in common.
HEIGHT, IN_COMMON = 0.7, 0.5
# No page has so many lines, and looking for a glyph's own takes the longer the more there are.
MOST_LINES = 500
# Letters of a line of text reach into the places of few others: 8,000 of them are compared with fewer than 100,000.
MOST_COMPARED = 2_000_000
# What belongs to the letter that it stands on, and characters that have no width.
_MARKS = ("Mn", "Me", "Cf")
LAM, ALEFS = "\u0644", ("\u0622", "\u0623", "\u0625", "\u0627")


@dataclass(frozen=True)
class Line:
    """The texts that stand on a line from left to right, and its place, in points."""

    clusters: list[str]
    left: float
    right: float
    size: float


@dataclass
class _Cluster:
    """What has one place on a line; `first` is its place in the file."""

    text: str
    box: Box
    first: int
    drawn: int


class _Row:
    """The clusters of one line by where they begin, and so those at a place are quick to find."""

    def __init__(self, first: Box) -> None:
        self.clusters: list[_Cluster] = []
        self._first = first
        self._widest = 0.0
        self.compared = 0

    def holds(self, box: Box) -> bool:
        """Return whether a glyph there is on the same line as the first of these."""
        return _on_one_line(self._first, box)

    def add(self, piece: Iterable[_Cluster]) -> None:
        for cluster in piece:
            insort(self.clusters, cluster, key=_left)
            self._widest = max(self._widest, cluster.box.right - cluster.box.left)

    def between(self, left: float, right: float) -> list[_Cluster]:
        """Return all clusters that reach into this place, and perhaps others."""
        first = bisect_left(self.clusters, left - self._widest, key=_left)
        found = self.clusters[first : bisect_right(self.clusters, right, key=_left)]
        self.compared += len(found)
        return found

    def is_covered_by(self, piece: Sequence[_Cluster]) -> bool:
        """Return whether letters of the piece are drawn over these: then they are another text."""
        return any(
            _is_over(one.box, other.box)
            for other in piece
            for one in self.between(other.box.left, other.box.right)
            if not _are_spaces(one, other) and not _are_lam_and_alef(one, other)
        )


def lines_of(glyphs: Sequence[Glyph], boxes: Mapping[int, Box]) -> list[Line] | None:
    """Return the lines in the file's order.

    None where there are more than anybody reads, or letters over letters. `boxes` are those of the glyphs, by
    their `place`.
    """
    drawn = [glyph for glyph in glyphs if glyph.drawn]
    # pdfium adds spaces without a width where it takes a line for broken.
    letters = [
        glyph
        for glyph in drawn
        if not _is_mark(glyph.text) and not (glyph.text.isspace() and _width(boxes[glyph.place]) <= NARROW)
    ]
    rows: list[_Row] = []
    for piece in _pieces(_ligatures_joined(letters, boxes)):
        row = next((row for row in rows if row.holds(piece[0].box) and not row.is_covered_by(piece)), None)
        if row is None:
            rows.append(row := _Row(piece[0].box))
        row.add(piece)
        if len(rows) > MOST_LINES or _are_too_close(rows):
            return None
    for glyph in drawn:
        if _is_mark(glyph.text):
            _put_on_its_letter(glyph, boxes[glyph.place], rows)
            if _are_too_close(rows):
                return None
    segments = [segment for row in rows for segment in _segments(row.clusters)]
    segments.sort(key=lambda segment: min(cluster.first for cluster in segment))
    return [line for line in map(_line, segments) if line.clusters]


def _pieces(clusters: Iterable[_Cluster]) -> list[list[_Cluster]]:
    """Return the clusters in runs of those that are drawn together on one line."""
    pieces: list[list[_Cluster]] = []
    for cluster in clusters:
        last = pieces[-1][-1] if pieces else None
        if last is None or last.drawn != cluster.drawn or not _on_one_line(last.box, cluster.box):
            pieces.append([])
        pieces[-1].append(cluster)
    return pieces


def _are_too_close(rows: Iterable[_Row]) -> bool:
    """Return whether letters lie over so many others that nobody could read them."""
    return sum(row.compared for row in rows) > MOST_COMPARED


def _is_over(one: Box, other: Box) -> bool:
    common = min(one.right, other.right) - max(one.left, other.left)
    return common > IN_COMMON * min(one.right - one.left, other.right - other.left) > 0


def _are_spaces(*clusters: _Cluster) -> bool:
    return any(cluster.text.isspace() for cluster in clusters)


def _are_lam_and_alef(one: _Cluster, other: _Cluster) -> bool:
    """Return whether these may be the two parts of one letterform, which some fonts draw one over the other."""
    first, last = sorted((one.text[:1], other.text[:1]), key=lambda letter: letter != LAM)
    return first == LAM and last in ALEFS


def _on_one_line(one: Box, other: Box) -> bool:
    top = min(one.baseline + one.size * HEIGHT, other.baseline + other.size * HEIGHT)
    common = top - max(one.baseline, other.baseline)
    return one.angle == other.angle and common >= IN_COMMON * HEIGHT * min(one.size, other.size)


def _is_mark(text: str) -> bool:
    return text != "" and unicodedata.category(text[0]) in _MARKS


def _ligatures_joined(glyphs: Iterable[Glyph], boxes: Mapping[int, Box]) -> list[_Cluster]:
    """Return the glyphs as clusters: those that have one and the same place are the letters of a ligature."""
    clusters: list[_Cluster] = []
    joined: set[int] = set()
    for glyph in glyphs:
        box = boxes[glyph.place]
        last = clusters[-1] if clusters else None
        if last is not None and last.drawn == glyph.drawn and last.box == box and not glyph.text.isspace():
            last.text += glyph.text
            joined.add(len(clusters) - 1)
        else:
            clusters.append(_Cluster(glyph.text, box, glyph.place, glyph.drawn))
    for place, cluster in enumerate(clusters):
        if place in joined:
            cluster.text = _as_read(cluster, clusters[max(place - 1, 0) : place + 2])
    return clusters


def _as_read(cluster: _Cluster, around: Sequence[_Cluster]) -> str:
    """Return the letters of a ligature in order. pdfium turns those of what it takes for a line from right to left."""
    turned = cluster.text[::-1]
    known = [letters in ligatures() for letters in (cluster.text, turned)]
    if known[0] != known[1]:
        return cluster.text if known[0] else turned
    if unicodedata.bidirectional(cluster.text[0]) not in ("R", "AL"):
        return cluster.text
    beside = [each.box.left for each in around if _on_one_line(each.box, cluster.box)]
    return turned if beside[0] > beside[-1] else cluster.text


def _put_on_its_letter(mark: Glyph, box: Box, rows: Sequence[_Row]) -> None:
    """Add the mark to the letter that it stands on or below, which may be drawn before or after it."""
    middle = (box.left + box.right) / 2
    joins = unicodedata.category(mark.text[0]) == "Cf"

    def distance(cluster: _Cluster) -> tuple[float, float]:
        outside = max(cluster.box.left - middle, middle - cluster.box.right, 0.0)
        # A joiner stands behind its letter.
        stands = _end_of(cluster) if joins else (cluster.box.left + cluster.box.right) / 2
        beside = abs(cluster.first - mark.place) <= len(cluster.text) and cluster.drawn == mark.drawn
        return (0.0 if beside and not joins and outside < box.size / 2 else outside), abs(stands - middle)

    near = [
        cluster
        for row in rows
        if row.holds(box)
        for cluster in row.between(middle - box.size, middle + box.size)
        if not cluster.text.isspace() and distance(cluster)[0] < box.size
    ]
    if near:
        min(near, key=distance).text += mark.text


def _left(cluster: _Cluster) -> float:
    return cluster.box.left


def _end_of(cluster: _Cluster) -> float:
    return cluster.box.left if is_right_to_left(cluster.text) else cluster.box.right


def _segments(clusters: Iterable[_Cluster]) -> list[list[_Cluster]]:
    """Return what stands on a row from left to right, parted where columns or a table's cells are."""
    segments: list[list[_Cluster]] = []
    end = 0.0
    for cluster in sorted(clusters, key=lambda each: each.box.left + each.box.right):
        if not segments or cluster.box.left - end > COLUMNS * cluster.box.size:
            segments.append([])
            end = cluster.box.right
        segments[-1].append(cluster)
        end = max(end, cluster.box.right)
    return segments


def _line(segment: Sequence[_Cluster]) -> Line:
    seen = [cluster.box for cluster in segment if cluster.text and not cluster.text.isspace()] or [segment[0].box]
    left, right = min(box.left for box in seen), max(box.right for box in seen)
    return Line(_spaced(segment), left, right, seen[0].size)


def _spaced(segment: Sequence[_Cluster]) -> list[str]:
    """Return the texts, with a space wherever there is room for one."""
    spaced: list[str] = []
    end = segment[0].box.left
    for cluster in segment:
        is_space = cluster.text.isspace()
        if spaced and spaced[-1] != " " and (is_space or cluster.box.left - end > SPACE * cluster.box.size):
            spaced.append(" ")
        # What is no text, such as a line that stretches a word, takes room all the same.
        if cluster.text and not is_space:
            spaced.append(cluster.text)
        end = max(end, cluster.box.right)
    return spaced[:-1] if spaced and spaced[-1] == " " else spaced


def _width(box: Box) -> float:
    """Return how wide it is, as a share of the size of the letters."""
    return (box.right - box.left) / box.size if box.size else 0.0
