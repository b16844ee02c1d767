"""One line for each command that can be typed as it is, for its help and for what is said of a mistake."""

import re
from collections.abc import Mapping, Sequence

# The talk of the examples, and what stands in them for whoever asks about slide times.
SLUG = "savings-groups-that-last"
TIMING, CAPTIONS, CUES = "--timing", "--captions talk.vtt", "--cues slide-times.csv"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EXAMPLES: Mapping[str, str] = {
    "": 'mediasvc publish slides.pptx talk.mp3 --title "Savings groups that last"',
    "publish": 'mediasvc publish slides.pptx talk.mp3 --title "Savings groups that last"',
    "rebuild": "mediasvc rebuild savings-groups-that-last --captions talk.vtt",
    "list": "mediasvc list",
    "show": "mediasvc show savings-groups-that-last",
    "withdraw": "mediasvc withdraw savings-groups-that-last",
    "restore": "mediasvc restore savings-groups-that-last",
    "export": "mediasvc export savings-groups-that-last --out talk/",
    "timeline": "mediasvc timeline savings-groups-that-last --export slide-times.json",
    "serve": "mediasvc serve --port 8001",
    "api": "mediasvc api --host 0.0.0.0",
    "worker": "mediasvc worker",
    "reconcile": "mediasvc reconcile",
    "doctor": "mediasvc doctor",
    "db": "mediasvc db upgrade",
    "db upgrade": "mediasvc db upgrade",
    "person": "mediasvc person invite amina@example.org --admin",
    "person invite": 'mediasvc person invite amina@example.org --organiser "Microfinance seminars"',
    "person list": "mediasvc person list",
    "person reset": "mediasvc person reset amina@example.org",
    "person disable": "mediasvc person disable amina@example.org",
    "person enable": "mediasvc person enable amina@example.org",
    "token": "mediasvc token create Nairobi",
    "token create": "mediasvc token create Nairobi --scope hand_in --days 90",
    "token list": "mediasvc token list",
    "token revoke": "mediasvc token revoke Nairobi",
}


def typed_command(words: Sequence[str]) -> str:
    """Return the longest known command that these words of a command line begin with, or the empty one."""
    return next((name for name in (" ".join(words[:2]), *words[:1]) if name in EXAMPLES), "")


def example_for(words: Sequence[str]) -> str:
    """Return an example of the command that these words begin with, of the talk that they name, where they name one."""
    name = typed_command(words)
    example = EXAMPLES[name]
    if any(word.partition("=")[0] == TIMING for word in words):
        example = example.replace(CAPTIONS, CUES)
    is_named = name.count(" ") == 0 and len(words) > 1 and _SLUG.fullmatch(words[1])
    return example.replace(SLUG, words[1]) if is_named else example


def usage_hint(words: Sequence[str]) -> str:
    """Return an example of the command that these words begin with, and where the rest is described."""
    name = typed_command(words)
    return f"For example: {example_for(words)} ({' '.join(['mediasvc', *name.split(), '--help'])} says more)"
