"""Templates, styles and scripts to pages. What a page needs stands in it: one answer, and nothing can be missing."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from mediasvc.web.figures import clock, day, seconds, size
from mediasvc.web.licences import licence_url
from mediasvc.web.policy import content_policy
from mediasvc.web.talk import direction


@dataclass(frozen=True)
class Page:
    """A page, and the Content-Security-Policy that it is to be sent with."""

    html: str
    policy: str


def render(template: str, style: str, script: str = "", files: str = "", **values: Any) -> Page:
    """The page that this template makes of these values, which may be hostile. `style` and `script` are ours."""
    policy = content_policy(style, script, files)
    html = _environment().get_template(template).render(values, style=style, script=script, policy=policy)
    return Page(html, policy)


@cache
def source(name: str) -> str:
    """A style or script of the player's, without its comments and indentation, which weigh as much as the rest."""
    text = resources.files("player").joinpath("src", name).read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mediasvc.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        clock=clock, seconds=seconds, size=size, day=day, direction=direction, licence_url=licence_url
    )
    return environment
