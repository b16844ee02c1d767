"""Captions in readable lines from the words that a recogniser heard."""

from mediasvc.domain.captions import Caption
from mediasvc.domain.recognition import Recognised

UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})


def captions_of(recognised: Recognised) -> tuple[Caption, ...]:
    """Return captions of one or two lines with all of these words, in order; none where there are no words."""
    raise NotImplementedError
