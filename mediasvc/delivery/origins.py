"""From where a browser loads the files of talks."""

from urllib.parse import urlsplit

from mediasvc.settings import Settings


def media_origins(settings: Settings) -> str:
    """Return where `/media/` may redirect to, and itself, as a Content-Security-Policy names them."""
    if settings.s3_bucket is None:
        return "'self'"
    endpoint = settings.s3_public_endpoint_url or settings.s3_endpoint_url
    if endpoint is None:
        return "'self' https:"
    address = urlsplit(endpoint)
    return f"'self' {address.scheme}://{address.netloc}"
