"""Files that hold nothing but where something else is, which people take for the thing itself."""

import re

# What Windows, macOS and Google Drive write when a page is dragged to a folder, or a drive is mirrored: shortcuts,
# property lists in XML and in binary, and JSON. Anything else that begins with an address is a link, too.
_SHORTCUT = re.compile(rb"\s*(?:\[\w ]*\]\s*[^\[]*)?\[InternetShortcut\]", re.IGNORECASE)
_PROPERTIES = re.compile(rb"\s*<\?xml[^>]*>.*<plist.*<key>URL</key>", re.DOTALL | re.IGNORECASE)
_BINARY_PROPERTIES, _ADDRESS_OF_THESE = b"bplist00", b"URL"
_OF_A_DRIVE = re.compile(rb"\s*\{.*\"(?:doc_id|resource_id|url)\"\s*:", re.DOTALL)
_ADDRESS = re.compile(rb"\s*https?://\S+\s*", re.IGNORECASE)


def is_link(head: bytes) -> bool:
    """Return whether a file that begins with these bytes (1 KiB) only says where something is."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith(_BINARY_PROPERTIES):
        return _ADDRESS_OF_THESE in head
    return any(form.match(head) for form in (_SHORTCUT, _PROPERTIES, _OF_A_DRIVE)) or bool(_ADDRESS.fullmatch(head))
