"""What to do about an error, in words of the command line: the domain's own hints name no command."""

import sys
from collections.abc import Mapping
from dataclasses import replace

from mediasvc.cli.examples import EXAMPLES, usage_hint
from mediasvc.domain.errors import Failure, MediasvcError, Usage
from mediasvc.organiser.desk import RefusedError

# By code, or by group of commands and code.
HINTS: Mapping[str, str] = {
    "conversion_failed": "mediasvc doctor says whether something is missing on this machine.",
    "deck_missing": f"Add the slides: PowerPoint, OpenDocument or PDF. For example: {EXAMPLES['publish']}",
    "internal_error": "Please report it, with the logs in the data folder's run folder.",
    "not_allowed": "Give a token with --token; where the service runs, mediasvc token create NAME makes one.",
    "not_found": "mediasvc list shows the talks that there are.",
    "token not_found": "mediasvc token list shows the tokens that are good.",
    "queue_unavailable": "Try again in a moment; mediasvc doctor says what is missing.",
    "recording_missing": f"Add the sound recording of the talk. For example: {EXAMPLES['publish']}",
    "timing_unavailable": "Leave --timing away, or give the times with --cues FILE.",
    "withdrawn": "mediasvc restore SLUG brings it back.",
}


def failure_of(error: MediasvcError | RefusedError) -> Failure:
    """Return the error as the command line shows it; advice that is about this very error stays."""
    if isinstance(error, MediasvcError) and error.advice:
        return error.failure
    return with_commands(error.failure)


def with_commands(failure: Failure) -> Failure:
    """Return the failure with a hint that names commands, where there is one for its code."""
    words = sys.argv[1:]
    if failure.code == Usage.code:
        if failure.hint in {kind.hint for kind in Usage.__subclasses__()}:
            return failure
        return replace(failure, hint=usage_hint(words))
    group = " ".join([*words[:1], failure.code])
    return replace(failure, hint=HINTS.get(group) or HINTS.get(failure.code, failure.hint))
