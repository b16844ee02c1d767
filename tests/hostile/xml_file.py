"""XML that grows, reaches out, or is deeper than any stack."""

LEVELS = 10


def bomb(root: bytes) -> bytes:
    """Return declarations after which `&bomb;` is ten thousand million letters, for this root element."""
    lines = [b'<!ENTITY b0 "ha">']
    lines += [b'<!ENTITY b%d "%b">' % (level, b"&b%d;" % (level - 1) * 10) for level in range(1, LEVELS)]
    lines += [b'<!ENTITY bomb "&b%d;">' % (LEVELS - 1)]
    return declared(root, b"".join(lines))


def long_entity(root: bytes, letters: int) -> bytes:
    """Return declarations after which `&long;` is this many letters."""
    return declared(root, b'<!ENTITY long "%b">' % (b"a" * letters))


def outside(root: bytes, address: str) -> bytes:
    """Return declarations after which `&out;` is what is at this address."""
    return declared(root, f'<!ENTITY out SYSTEM "{address}">'.encode())


def by_parameter(root: bytes, address: str) -> bytes:
    """Return declarations that fetch others from this address."""
    return declared(root, f'<!ENTITY % all SYSTEM "{address}"> %all;'.encode())


def declared(root: bytes, declarations: bytes) -> bytes:
    return b"<!DOCTYPE %b [%b]>" % (root, declarations)


def nested(name: bytes, depth: int) -> bytes:
    """Return this many elements, each in the one before it."""
    return b"<%b>" % name * depth + b"</%b>" % name * depth


def behind_declaration(document: bytes, declarations: bytes) -> bytes:
    """Return the document with declarations before its root element."""
    head, mark, rest = document.partition(b"?>")
    return head + mark + declarations + rest
