"""Mail that the service sends."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mail:
    """A message of plain text to one address. Its text may hold a link that opens an account."""

    to: str
    subject: str
    text: str = field(repr=False)
