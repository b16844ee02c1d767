"""What is read from the picture of a slide that has text of its own: only that which this does not say."""

from mediasvc.domain.folding import fold

# Runs of so many letters are compared, as some letters are read wrong.
RUN = 3
# A line is one of the slide's own where so many of its runs stand in its text.
OWN = 0.6


def added(read: str, own: str) -> str:
    """Return the lines that were read and that the slide's own text does not hold, as far as can be told."""
    if not own.strip():
        return read
    known = _runs(own)
    return "\n".join(line for line in read.split("\n") if not _is_in(_runs(line), known))


def _is_in(line: set[str], known: set[str]) -> bool:
    return len(line & known) >= OWN * len(line)


def _runs(text: str) -> set[str]:
    letters = "".join(filter(str.isalnum, fold(text)))
    return {letters[place : place + RUN] for place in range(max(1, len(letters) - RUN + 1))}
