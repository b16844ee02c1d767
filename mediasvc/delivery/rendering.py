"""Templates, styles and scripts to pages. What a page needs stands in it: one answer, and nothing can be missing."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from rcssmin import cssmin  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType] - it has no types
from rjsmin import jsmin  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType] - it has no types

from mediasvc.delivery.figures import clock, day, moment, seconds, size
from mediasvc.delivery.languages import Language, direction
from mediasvc.delivery.licences import licence_url
from mediasvc.delivery.policy import content_policy
from mediasvc.domain.characters import legal_in_xml

IMPORT = re.compile(r'import .+ from "\./(.+)";')
EXPORT = re.compile("^export (default )?", re.MULTILINE)

# The package whose folder `src` has what viewers see.
PLAYER = "player"

# What modules are, and one script is where it says so.
STRICT = '"use strict";\n'

# What a text for programs lets a browser do that shows it.
NOTHING = "default-src 'none'"


@dataclass(frozen=True)
class Page:
    """A page, and the Content-Security-Policy that it is to be sent with."""

    html: str
    policy: str


@dataclass(frozen=True)
class Templates:
    """The templates of a package. They may extend and include those of `delivery`, which all pages share."""

    package: str

    def render(
        self,
        template: str,
        language: Language,
        style: str,
        script: str = "",
        files: str = "",
        modules: bool = False,
        forms: bool = False,
        **values: Any,
    ) -> Page:
        """Return the page in this language that this template makes of these values, which may be hostile.

        `style` and `script` are ours; the script may load `modules`, and `forms` may be sent to us.
        """
        policy = content_policy(style, script, files, modules, forms)
        page = {"style": style, "script": script, "policy": policy, "language": language, "words": language.words}
        return Page(_environment(self.package).get_template(template).render(values, **page), policy)

    def render_xml(self, template: str, **values: Any) -> Page:
        """Return what this template makes of these values, which may be hostile, for programs to read.

        All XML that the service writes comes from here, so that no value makes it ill-formed.
        """
        return Page(legal_in_xml(_environment(self.package).get_template(template).render(values)), NOTHING)


@cache
def source(name: str, package: str = PLAYER) -> str:
    """Return a style of the package's, or a script with all that it imports, as one text of as few bytes as need be."""
    if name.endswith(".css"):
        return f"{cssmin(_read(name, package))}\n"
    return f"{jsmin(STRICT + EXPORT.sub('', ''.join(_parts(name, package, set()))))}\n"


@cache
def module(name: str, package: str = PLAYER) -> str:
    """Return a module of the package's, with all that it imports, as one text that exports what the module does."""
    *imported, own = _parts(name, package, set())
    return f"{jsmin(EXPORT.sub('', ''.join(imported)) + own)}\n"


def _parts(name: str, package: str, done: set[str]) -> list[str]:
    """Return the text of a file, behind those of the modules that it imports and that are not `done`; add to these."""
    done.add(name)
    parts: list[str] = []
    own: list[str] = []
    for line in _read(name, package).splitlines():
        imported = IMPORT.fullmatch(line)
        if imported is None:
            own.append(f"{line}\n")
        elif imported[1] not in done:
            parts += _parts(imported[1], package, done)
    return [*parts, "".join(own)]


def _read(name: str, package: str) -> str:
    return resources.files(package).joinpath("src", name).read_text(encoding="utf-8")


@cache
def _environment(package: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("mediasvc.delivery")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    environment.filters.update(
        clock=clock,
        seconds=seconds,
        size=size,
        day=day,
        moment=moment,
        direction=direction,
        licence_url=licence_url,
    )
    return environment
