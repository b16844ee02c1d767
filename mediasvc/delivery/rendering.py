"""Templates, styles and scripts to pages. What a page needs stands in it: one answer, and nothing can be missing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import css_inline
from babel import Locale
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from rcssmin import cssmin  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType] - it has no types

from mediasvc.delivery.figures import WORLD, amount, clock, day, moment, seconds, size
from mediasvc.delivery.languages import Language, direction, language_direction
from mediasvc.delivery.licences import licence_url
from mediasvc.delivery.policy import FRAMES_OF_OURS, content_policy
from mediasvc.domain.characters import legal_in_xml
from mediasvc.domain.errors import InternalError

# The package whose folders have what viewers see: styles in `src`, and in `built` the scripts that script/bundle made.
PLAYER = "player"

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
        frames: bool = False,
        **values: Any,
    ) -> Page:
        """Return the page in this language that this template makes of these values, which may be hostile.

        `style` and `script` are ours; the script may load `modules`, `forms` may be sent to us, and `frames` show pages
        of ours.
        """
        policy = content_policy(style, script, files, modules, forms) + FRAMES_OF_OURS * frames
        page = {"style": style, "script": script, "policy": policy, "language": language, "words": language.words}
        return Page(_environment(self.package).get_template(template).render(values, **page), policy)

    def render_mail(self, template: str, language: Language, **values: Any) -> str:
        """Return the HTML of a mail that this template makes of these values, which may be hostile.

        Its styles are put into its elements, as many mail programs know no others. Nothing is loaded.
        """
        values = {"language": language, "words": language.words, **values}
        html = _environment(self.package).get_template(template).render(values)
        return css_inline.inline(html, load_remote_stylesheets=False)

    def render_xml(self, template: str, **values: Any) -> Page:
        """Return what this template makes of these values, which may be hostile, for programs to read.

        All XML that the service writes comes from here, so that no value makes it ill-formed.
        """
        return Page(legal_in_xml(_environment(self.package).get_template(template).render(values)), NOTHING)


@cache
def source(name: str, package: str = PLAYER) -> str:
    """Return a style of the package's without comments and spaces, or a script with all that it imports.

    Raises InternalError where the scripts have not been built.
    """
    if name.endswith(".css"):
        return f"{cssmin(resources.files(package).joinpath('src', name).read_text(encoding='utf-8'))}\n"
    return _built(name, package)


@cache
def module(name: str) -> str:
    """Return a module of the player's, with all that it imports, as one text that exports what the module does.

    Raises InternalError where the scripts have not been built.
    """
    return _built(f"modules/{name}", PLAYER)


def _built(name: str, package: str) -> str:
    try:
        return resources.files(package).joinpath("built", name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        advice = "In a copy of the source code run script/bundle; otherwise install the package again."
        raise InternalError(f"the script built/{name} of {package} is missing", advice) from error


def _time(at: datetime, locale: Locale = WORLD) -> Markup:
    """Return this moment as an element that tells programs, to the second, what it tells people."""
    told = at.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}</time>').format(told, moment(at, locale))


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
        amount=amount,
        clock=clock,
        seconds=seconds,
        size=size,
        day=day,
        time=_time,
        direction=direction,
        language_direction=language_direction,
        licence_url=licence_url,
    )
    return environment
