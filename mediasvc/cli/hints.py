"""Hints about errors in words of the command line: the domain's own hints name no command."""

import re
import sys
from collections.abc import Mapping
from dataclasses import replace

from mediasvc.cli.examples import EXAMPLES, usage_hint
from mediasvc.cli.next_steps import typed
from mediasvc.domain.build import BuildWarning
from mediasvc.domain.errors import Failure, MediasvcError, NotAllowed, Usage
from mediasvc.organiser.desk import RefusedError

# Commands that look at talks: they are told with the data folder or service of the command that was typed.
TYPED = re.compile(r"\bmediasvc (list|doctor|restore SLUG)\b")
# By code, or by group of commands and code.
HINTS: Mapping[str, str] = {
    "conversion_failed": "mediasvc doctor says whether something is missing on this machine.",
    "deck_missing": f"Name the slides, too: PowerPoint, OpenDocument or PDF. For example: {EXAMPLES['publish']}",
    "internal_error": "Please report it, with the logs in the data folder's run folder.",
    "not_allowed": "Give a token with --token; where the service runs, mediasvc token create NAME makes one.",
    "cues_invalid": "Correct that line, such as 3,12:40 for slide 3, or take the cues away with --no-cues.",
    "captions_invalid": "Give captions as WebVTT or SRT, in UTF-8, or the manuscript of the whole talk; "
    "--no-captions-in {language} takes these away.",
    "not_found": "mediasvc list shows the talks that there are.",
    "person not_found": "mediasvc person list shows the people who have an account.",
    "token not_found": "mediasvc token list shows the tokens that are good.",
    "timeline conflict": "Export the slide times again, to a new file, and make your changes in that.",
    "timeline cues_invalid": "Correct that in the file, then import it again.",
    "queue_unavailable": "Try again in a moment; mediasvc doctor says what is missing.",
    "recording_unsupported": "Name a sound or video file, such as MP3, WAV, M4A or MP4. Captions and manuscripts are "
    "given with --captions FILE.",
    "recording_missing": f"Name the recording, too, also with new slides. For example: {EXAMPLES['publish']}",
    "timing_unavailable": "Leave --timing away, or give the times with --cues FILE.",
    "withdrawn": "mediasvc restore SLUG brings it back.",
}


# Hints of errors that share their code with other errors. A hint that belongs to the code would mislead.
SAY_MORE = frozenset({NotAllowed.hint, *(kind.hint for kind in Usage.__subclasses__())}) - {Usage.hint}
# Options that help where a warning was given, by its code.
OPTIONS: Mapping[str, str] = {
    "captions_doubtful": "--captions FILE gives others, --no-captions-in {language} takes these away.",
    "captions_dropped": "--keep-captions keeps them; --no-captions-in LANGUAGE forgets those of one language, "
    "--no-captions all.",
    "cues_dropped": "--keep-cues keeps them, --no-cues forgets them.",
    "notes_published": "--notes private takes them back; earlier releases keep them.",
    "sound_tracks_ignored": "--track N chooses another one.",
    "timing_is_a_guess": "--cues FILE gives them.",
    "slide_times_doubtful": "mediasvc timeline SLUG --export FILE writes them down, to be corrected.",
    "slide_times_left_out": "mediasvc timeline SLUG --export FILE writes down what is left; --no-cues forgets them.",
    "track_dropped": "--track N chooses one.",
}


def failure_of(error: MediasvcError | RefusedError) -> Failure:
    """Return the error as the command line shows it; advice that is about this very error stays."""
    if isinstance(error, MediasvcError) and error.advice:
        return error.failure
    return with_commands(error.failure)


def with_commands(failure: Failure) -> Failure:
    """Return the failure with a hint that names commands, where there is one for its code."""
    if failure.hint in SAY_MORE:
        return failure
    words = sys.argv[1:]
    if failure.code == Usage.code:
        return replace(failure, hint=usage_hint(words))
    group = " ".join([*words[:1], failure.code])
    hint = _named(HINTS.get(group) or HINTS.get(failure.code, failure.hint), failure.language)
    return replace(failure, hint=TYPED.sub(lambda found: typed(*found[1].split()), hint))


def about(warning: BuildWarning) -> str:
    """Return the warning's sentence, with the option that helps, where there is one."""
    return " ".join([warning.message, _named(OPTIONS.get(warning.code, ""), warning.language)]).rstrip()


def _named(hint: str, language: str | None) -> str:
    """Return the hint with the language of the captions that it is about; earlier services do not tell it."""
    return hint.replace("{language}", language or "LANGUAGE")
