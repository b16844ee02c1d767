"""What tests ask of any browser."""

from typing import Any, Protocol


class Engine(Protocol):
    """A browser with a fresh profile and one window, in which things are done as a person does them."""

    def open(self, address: str) -> None:
        """Load the page of this address anew, whatever is there now; returns when it has loaded."""
        ...

    def evaluate(self, function: str, *values: Any) -> Any:
        """What this JavaScript function comes to for these values in the page; a promise is waited for."""
        ...

    def click(self, css: str) -> None:
        """Click on the first element that `css` finds, as with a mouse."""
        ...

    def press(self, *keys: str) -> None:
        """Press and release these keys (`KeyboardEvent.key`) one after the other, wherever the focus is."""
        ...

    def screenshot(self, css: str) -> bytes:
        """The first element that `css` finds as it is painted, as PNG."""
        ...

    def complaints(self) -> list[str]:
        """Errors and warnings of the pages so far, one a line: of scripts, and of policies that were not kept."""
        ...
