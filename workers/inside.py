"""Calls our own functions that read uploads inside the sandbox, as if they were called here.

The program is `python -m workers.inside MODULE FUNCTION ARGUMENTS`, with arguments and answer as JSON.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_type_hints

from pydantic import TypeAdapter, validate_call

from mediasvc.domain.errors import ConversionFailed, PermanentError, by_code
from workers import heartbeat
from workers.process import Limits, run_python, sentence_of

LIMITS = Limits(seconds=600, memory_mb=4_096, file_mb=2_048)

P = ParamSpec("P")
R = TypeVar("R")


def inside(function: Callable[P, R], *, folder: Path, reads: Sequence[Path]) -> Callable[P, R]:
    """`function`, run in the sandbox: it may read `reads`, and write in `folder`.

    Its arguments and its result are values that pydantic knows. What it raises of PermanentError is raised here;
    a crash, as of a native library on a hostile file, is ConversionFailed.
    """

    def call(*arguments: P.args, **named: P.kwargs) -> R:
        told = json.dumps([arguments, named], default=str)
        done = run_python(
            __name__, function.__module__, function.__name__, told, folder=folder, reads=reads, limits=LIMITS
        )
        try:
            answer = json.loads(done.stdout)
        except json.JSONDecodeError as error:
            raise ConversionFailed(sentence_of(done.last_words)) from error
        if "error" in answer:
            raise by_code(answer["error"]["code"])(answer["error"]["detail"])
        result: R = TypeAdapter(get_type_hints(function)["return"]).validate_python(answer["result"])
        return result

    return call


def main(module: str, name: str, told: str) -> None:
    """Call the function. Native libraries that print on standard output do not mix with the answer."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    os.dup2(2, 1)
    heartbeat.listen(answers)
    function = validate_call(getattr(importlib.import_module(module), name))
    arguments, named = json.loads(told)
    answer: dict[str, Any]
    try:
        answer = {"result": function(*arguments, **named)}
    except PermanentError as error:
        answer = {"error": {"code": error.code, "detail": error.detail}}
    with answers:
        json.dump(answer, answers, default=asdict)


if __name__ == "__main__":
    main(*sys.argv[1:])
