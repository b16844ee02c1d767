"""What the pages' addresses name."""

from starlette.requests import Request

from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import SLUG


def slug_of(request: Request) -> str:
    """The slug in the address. Databases refuse some texts, which cannot be slugs, by errors of their own.

    Raises:
        NotFound: what stands there cannot be one.
    """
    slug: str = request.path_params["slug"]
    if not SLUG.fullmatch(slug):
        raise NotFound
    return slug
