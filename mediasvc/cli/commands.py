"""A group of commands that says what was meant where a command is missing or misspelt."""

from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from typer.core import TyperCommand, TyperGroup

from mediasvc.cli.examples import EXAMPLES
from mediasvc.domain.errors import Usage

FEW = 6
# What other programs call such a command.
MEANT: Mapping[str, str] = {
    **dict.fromkeys(("add", "build", "create", "make", "new", "upload"), "publish"),
    **dict.fromkeys(("delete", "hide", "remove", "rm", "unpublish"), "withdraw"),
    **dict.fromkeys(("change", "edit", "update"), "rebuild"),
    **dict.fromkeys(("run", "server", "start", "web"), "serve"),
    **dict.fromkeys(("download", "save"), "export"),
    **dict.fromkeys(("check", "install"), "doctor"),
    "help": "--help",
    "ls": "list",
}

# Options and arguments by name, as help shows their values: Typer would show Python's types.
METAVARS: Mapping[str, str] = {
    "cues": "FILE",
    **dict.fromkeys(("speaker", "name"), "NAME"),
    **dict.fromkeys(("title", "series", "organiser", "contributor"), "TEXT"),
    **dict.fromkeys(("port", "release", "workers", "days"), "NUMBER"),
    **dict.fromkeys(("email", "person"), "EMAIL"),
    "captions": "FILE|xx=FILE",
    "no_captions_in": "TAG",
    "data_dir": "DIR",
    "files": "FILES",
    "held_on": "DATE",
    "host": "ADDRESS",
    "language": "TAG",
    "scope": "SCOPE",
    "kind": "KIND",
    "license": "SPDX",
    "slug": "SLUG",
    "to": "DIR|FILE.zip",
    "token": "TOKEN",
    "url": "URL",
}


class Command(TyperCommand):
    """A command that refuses what its options would otherwise take in silence."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words behind the command.

        Raises Usage for an option with one value that is given twice, and for one whose value is another option.
        """
        parser: Any = self.make_parser(ctx)
        values, _, order = parser.parse_args(args=list(args))
        options = [option for option in order if option.param_type_name == "option" and not option.is_flag]
        names = {name for option in self.get_params(ctx) for name in (*option.opts, *option.secondary_opts)}
        for option, count in Counter(options).items():
            name = option.opts[0]
            if count > 1 and not option.multiple:
                raise Usage(f"{name} is given {count} times; it takes one value")
            given = values[option.name] if option.multiple else [values[option.name]]
            for value in given:
                if str(value).partition("=")[0] in names - {"--"}:
                    raise Usage(f"{name} needs a value behind it, and {value} is an option")
        return super().parse_args(ctx, args)


class Commands(TyperGroup):
    """Commands by name, each with an example below its help."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words before the command. Raises Usage where there are none at all."""
        if not args:
            names = [*self.commands]
            some = f", such as {', '.join(names[:FEW])}" if len(names) > FEW else f": {', '.join(names)}"
            raise Usage(f"{command_of(ctx)} needs a command{some}")
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the words begin with. Raises Usage where it is unknown."""
        word = args[0]
        if self.get_command(ctx, word) is None and not word.startswith("-"):
            near = (MEANT.get(word), *get_close_matches(word, self.commands, n=1))
            meant = next((name for name in near if name in (*self.commands, "--help")), None)
            advice = f"there are {', '.join(self.commands)}" if meant is None else f"did you mean {meant}?"
            raise Usage(f"unknown command {word}; {advice}")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of this name, or None."""
        command: Any = super().get_command(ctx, cmd_name)
        example = EXAMPLES.get(f"{command_of(ctx)} {cmd_name}".partition(" ")[2])
        if command is not None:
            command.epilog = f"\b\nExample:\n  {example}"
            for parameter in command.params:
                parameter.metavar = parameter.metavar or METAVARS.get(parameter.name)
        return command


def command_of(ctx: Any) -> str:
    """Return the command of this context as it is typed, as `mediasvc token create`."""
    above = command_of(ctx.parent) if ctx.parent is not None else "mediasvc"
    return above if ctx.parent is None else f"{above} {ctx.info_name}"
