"""What a browser says that it takes, in `Accept-Language` and `Accept-Encoding` (RFC 9110, 12.4.2)."""


def weighed(header: str) -> list[tuple[str, float]]:
    """Each thing that is named, in small letters, and how much it is wished for.

    Other parameters than the weight are let be; what has a weight that is no number is left out.
    """
    found: list[tuple[str, float]] = []
    for each in header.lower().split(","):
        name, *parameters = each.split(";")
        weights = [value for key, _, value in (part.partition("=") for part in parameters) if key.strip() == "q"]
        try:
            found.append((name.strip(), float(weights[0]) if weights else 1.0))
        except ValueError:
            continue
    return found
