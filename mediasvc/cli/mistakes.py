"""Sentences about mistakes in a command line: which word is wrong, and what is allowed."""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from typer._click import exceptions as click  # Typer keeps Click's errors here, and has no other name for them.
from typer.exceptions import TyperException

from mediasvc.cli.commands import command_of

FEW = 6
ALIKE = 0.7
# What other programs call such an option.
MEANT: Mapping[str, str] = {
    **dict.fromkeys(("--author", "--presenter"), "--speaker"),
    **dict.fromkeys(("--date", "--day", "--when"), "--held-on"),
    **dict.fromkeys(("--subtitles", "--transcript"), "--captions"),
    **dict.fromkeys(("--dir", "--folder"), "--data-dir"),
    "--name": "--title",
    "--server": "--url",
}
EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)
# Pydantic's kinds of error, and what they ask for.
ALLOWED: Mapping[str, str] = {
    "int_parsing": "a whole number, such as 1",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
}


def sentence_of(error: TyperException) -> str:
    """Return what is wrong; in Typer's own words where this module has none."""
    for kind, told in SENTENCES:
        if isinstance(error, kind):
            return told(error)
    sentence = str(getattr(error, "format_message", error.__str__)()).strip().removesuffix(".")
    return EXTRA.sub(r"\1 is more than is needed here; put what has spaces in quotes", sentence)


def unknown_value(name: str, value: str, available: Sequence[str]) -> str:
    """Return that this is no value of that name, with the one that is like it, and with all that there are."""
    near = get_close_matches(value, available, n=1, cutoff=ALIKE)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"unknown {name} {value[:40]!r}; {meant}available: {', '.join(available)}"


def _unknown_option(error: click.NoSuchOption) -> str:
    word = _as_typed(error.option_name)
    names = _options_of(error.ctx)
    alike = get_close_matches(f"--{word.strip('-')}", names, n=1, cutoff=ALIKE)
    meant = next((name for name in (MEANT.get(word), *alike) if name in names), None)
    if meant is not None:
        return f"unknown option {word}; did you mean {meant}?"
    allowed = f" has {', '.join(names)}" if len(names) <= FEW else " --help lists those that there are"
    return f"unknown option {word}; {command_of(error.ctx)}{allowed}"


def _missing(error: click.MissingParameter) -> str:
    return f"{command_of(error.ctx)} needs {_name_of(error.param)}"


def _bad_value(error: click.BadParameter) -> str:
    parameter: Any = error.param
    name = _name_of(parameter)
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return f"{name}: {error.message}"
    found = cause.errors()[0]
    value = str(found["input"])
    choices = [str(getattr(choice, "value", choice)) for choice in parameter.type_descriptor.choices or ()]
    if choices:
        return unknown_value(name.removeprefix("--"), value, choices)
    allowed = ALLOWED.get(found["type"])
    reason = found["msg"] if allowed is None else f"it takes {allowed.format(**found.get('ctx', {}))}"
    return f"{name} cannot be {value!r}; {reason}"


def _bad_use(error: click.BadOptionUsage) -> str:
    takes_none = "does not take" in error.message
    return f"{error.option_name} takes no value" if takes_none else f"{error.option_name} needs a value behind it"


def _name_of(parameter: Any) -> str:
    """Return the option or argument as help shows it."""
    return parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar or parameter.name.upper()


def _as_typed(name: str) -> str:
    """Return the whole word that was typed: of `-speaker` the parser names `-s` alone."""
    if name.startswith("--"):
        return name
    return next((word for word in sys.argv[1:] if word.startswith(name) and not word.startswith("--")), name)


def _options_of(ctx: Any) -> list[str]:
    offered = [option for option in ctx.command.get_params(ctx) if not getattr(option, "hidden", False)]
    return [name for option in offered for name in _long_names(option)]


def _long_names(option: Any) -> list[str]:
    return [name for name in (*option.opts, *option.secondary_opts) if name.startswith("--")]


SENTENCES: tuple[tuple[type[TyperException], Callable[[Any], str]], ...] = (
    (click.NoSuchOption, _unknown_option),
    (click.MissingParameter, _missing),
    (click.BadParameter, _bad_value),
    (click.BadOptionUsage, _bad_use),
)
