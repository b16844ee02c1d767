"""What can be set, and the only reader of the environment: `MEDIASVC_DATA_DIR`, `MEDIASVC_WORKERS`, and so on."""

import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from platformdirs import user_data_path, user_state_path
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from mediasvc.domain.errors import Usage
from mediasvc.domain.languages import checked_language
from mediasvc.domain.licences import checked_licence
from mediasvc.domain.limits import Limits
from mediasvc.domain.person import checked_email
from mediasvc.domain.removal import KEPT_DAYS
from mediasvc.domain.seminar import checked_name

PREFIX = "MEDIASVC_"
NESTED = "__"


def _by(check: Callable[[str], str]) -> AfterValidator:
    """Return what lets pydantic check a value as the domain does."""

    def checked(text: str) -> str:
        try:
            return check(text)
        except Usage as error:
            raise ValueError(error.message) from error

    return AfterValidator(checked)


def _web_address(text: str) -> str:
    address = urlsplit(text)
    if address.scheme not in ("http", "https") or not address.hostname or re.search(r"\s", text):
        raise Usage(f"{text[:100]!r} is not the address of a page; one looks like https://example.org/privacy")
    return text


def _mail_or_page(text: str) -> str:
    return _web_address(text) if "://" in text else checked_email(text)


WebAddress = Annotated[str, _by(_web_address)]
MailOrPage = Annotated[str, _by(_mail_or_page)]
Name = Annotated[str, _by(partial(checked_name, "name"))]
Email = Annotated[str, _by(checked_email)]
LanguageTag = Annotated[str, _by(checked_language)]
Licence = Annotated[str, _by(checked_licence)]


class Settings(BaseSettings):
    """The defaults are everything on this machine. A limit is set as `MEDIASVC_LIMITS__DECK_SLIDES=500`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=NESTED, env_ignore_empty=True, frozen=True
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("mediasvc"))
    """Where everything of this machine is kept: files, database, queue, the workers' cache and their log."""
    workers: int = Field(default=1, ge=1)
    """How many talks are built at once. One build uses every core already."""
    cache_bytes: int = Field(default=8_000_000_000, ge=0)
    """How much room the workers' cache may take; what is in use may go over it."""
    public_url: str = "http://localhost:8000"
    """The address under which people reach the service, for the links that are printed."""
    database_url: str | None = Field(default=None, repr=False)
    """A PostgreSQL database, as `postgresql://user:password@host/name`. [default: SQLite in the data folder]"""
    redis_url: str | None = Field(default=None, repr=False)
    """A queue that others share, as `redis://host:6379/0`. [default: a private one in the data folder]"""
    s3_bucket: str | None = None
    """A bucket for all files; credentials are found as boto3 finds them. [default: the data folder]"""
    s3_prefix: str = ""
    """What every key in the bucket begins with, as `mediasvc/`."""
    s3_endpoint_url: str | None = None
    """Where S3 is. [default: AWS]"""
    s3_public_endpoint_url: str | None = None
    """Where viewers reach the same S3, where that is another address."""
    s3_region: str | None = None
    """The bucket's region."""
    smtp_url: str | None = Field(default=None, repr=False)
    """A server for mail, as `smtps://user:password@host:465` or `smtp://host:25`. [default: files of this machine]"""
    mail_from: str | None = None
    """Who mail is from, as `Talks <talks@example.org>`."""
    weaker_sandbox_because_every_file_is_trusted: bool = False
    """Open files also where this machine can confine converters only in part: as root, or without a filter of calls."""
    podcast_title: Name = "Talks"
    """The title of the podcast of all talks; that of a series is called as the series."""
    podcast_description: str = "Talks as slides with their sound, small enough for thin links."
    """The description that podcast apps show."""
    podcast_owner: Name | None = None
    """The publisher of the podcasts, as `Savings Network`. [default: the title]"""
    podcast_email: Email | None = None
    """How podcast directories reach them; everybody can read it. [default: none]"""
    podcast_language: LanguageTag | None = None
    """The podcasts' language, as `fr`. [default: that of most of their talks, or of several such the title's]"""
    podcast_license: Licence | None = None
    """The licence of the podcasts, as `CC-BY-4.0`. A talk's own one goes before it."""
    podcast_guid: UUID | None = None
    """The identifier that the podcast keeps for ever. [default: made from its address, which then must not change]"""
    podcast_cover: Path | None = None
    """Its cover: a square PNG or JPEG file of 1,400 to 3,000 px a side. [default: drawn from title and colour]"""
    podcast_colour: str = Field(default="#0b5fc0", pattern="^#[0-9a-fA-F]{6}$")
    """The colour of covers that are drawn, as `#0b5fc0`."""
    report_problems_to: MailOrPage | None = None
    """The address at which viewers report a problem: of e-mail, or of a page. Every page links there."""
    imprint_url: WebAddress | None = None
    """The page that says who runs the service, which every page links to."""
    privacy_url: WebAddress | None = None
    """The page about the privacy of viewers, which every page links to."""
    removed_talks_kept_days: int = Field(default=KEPT_DAYS, ge=1, le=3650)
    """How many days a deleted talk can be brought back; then it is gone for good."""
    asr_model: str | None = None
    """A model that recognises speech: a folder, or the name of one on this machine. [default: none is used]"""
    token: str | None = None
    """What the command line shows to a service elsewhere."""
    limits: Limits = Limits()

    def watch_url(self, slug: str) -> str:
        """Where people watch the talk of this slug."""
        return f"{self.public_url.rstrip('/')}/s/{slug}"

    def short_url(self, code: str) -> str:
        """The short link to the talk of this code."""
        return f"{self.public_url.rstrip('/')}/t/{code}"

    def console_url(self, slug: str) -> str:
        """Where its organisers look after the talk of this slug."""
        return f"{self.public_url.rstrip('/')}/console/talks/{slug}"

    @property
    def account_url(self) -> str:
        """The address at which people look after their own account."""
        return f"{self.public_url.rstrip('/')}/console/account"

    def link_url(self, token: str) -> str:
        """Where somebody chooses a password, by a link of this token."""
        return f"{self.public_url.rstrip('/')}/console/link/{token}"


def load_settings(data_dir: Path | None = None) -> Settings:
    """The settings of this process; `data_dir` goes before the environment's. Raises Usage for one that cannot be."""
    try:
        settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    except ValidationError as error:
        raise Usage("; ".join(f"{_variable(each['loc'])}: {each['msg']}" for each in error.errors())) from error
    except SettingsError as error:
        raise Usage(str(error)) from error
    try:
        folder = settings.data_dir.expanduser().resolve()
        str(folder).encode()
    except (RuntimeError, OSError, UnicodeEncodeError) as error:
        raise Usage(f"{settings.data_dir!a} cannot be the data folder: {error}") from error
    return settings.model_copy(update={"data_dir": folder})


def notes_dir() -> Path:
    """Return the folder for what commands remember of a service elsewhere: no data, as it only saves time."""
    return user_state_path("mediasvc") / "notes"


def remember(settings: Settings) -> None:
    """Let this process's children, and what it loads from now on, have the same data folder."""
    os.environ[f"{PREFIX}DATA_DIR"] = str(settings.data_dir)


def _variable(location: tuple[int | str, ...]) -> str:
    return PREFIX + NESTED.join(map(str, location)).upper()
