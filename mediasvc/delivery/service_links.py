"""Links of every page to those who run the service, as the settings name them."""

from dataclasses import dataclass

from mediasvc.settings import Settings


@dataclass(frozen=True)
class ServiceLink:
    """A link whose text has this name among the words for `service`."""

    name: str
    address: str


def service_links(settings: Settings) -> tuple[ServiceLink, ...]:
    """Return the links that are set, in their order on pages."""
    report = settings.report_problems_to
    if report is not None and "://" not in report:
        report = f"mailto:{report}"
    given = {"report": report, "imprint": settings.imprint_url, "privacy": settings.privacy_url}
    return tuple(ServiceLink(name, address) for name, address in given.items() if address is not None)
