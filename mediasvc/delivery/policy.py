"""What a page lets its browser do: its own style and script, and the talk's files; nothing else, whatever it says."""

import base64
import hashlib

SELF, NOBODY = " 'self'", " 'none'"
# What a policy ends with that lets a page show other pages of ours.
FRAMES_OF_OURS = ";frame-src 'self'"


def content_policy(style: str, script: str, files: str, modules: bool = False, forms: bool = False) -> str:
    """The Content-Security-Policy of a page with this style.

    It has this script, if any, which may load the service's own `modules`, and its pictures and media come from
    `files`, if it has any. Its `forms` may be sent to the service itself. A page without a script fetches nothing, but
    who judges it in a browser looks for what the service tells robots.
    """
    media = f";media-src {files} blob:" if files else ""
    scripts = f";script-src '{_fingerprint(script)}'{SELF * modules}" if script else ""
    return (
        f"default-src 'none';base-uri 'none';form-action{SELF if forms else NOBODY};"
        f"connect-src {files or SELF.lstrip()};style-src '{_fingerprint(style)}';"
        f"img-src {f'{files} data:'.lstrip()}{media}{scripts}"
    )


def _fingerprint(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
