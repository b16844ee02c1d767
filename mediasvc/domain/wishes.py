"""What an organiser may ask of a build besides its files and its slide times."""

from dataclasses import dataclass, replace

from mediasvc.domain.build import BuildRequest
from mediasvc.domain.errors import Usage
from mediasvc.domain.variants import ON_DEMAND


@dataclass(frozen=True)
class Wishes:
    """What is None stays as it was for the last build. At first nothing is made on demand, and nothing is cleaned up.

    `also` names every variant that is to be made on demand; an empty one takes all of them away. `clean_up` is of hum
    and hiss. `no_captions` takes those of the last build away. Making one raises Usage for a name that no variant on
    demand has.
    """

    also: tuple[str, ...] | None = None
    clean_up: bool | None = None
    no_captions: bool = False

    def __post_init__(self) -> None:
        for name in self.also or ():
            if name not in ON_DEMAND:
                raise Usage(f"{name} is not made on demand; {' and '.join(ON_DEMAND)} are")

    def onto(self, request: BuildRequest) -> BuildRequest:
        """The request with what is wished here changed."""
        also = request.also if self.also is None else tuple(name for name in ON_DEMAND if name in self.also)
        clean_up = request.clean_up if self.clean_up is None else self.clean_up
        return replace(request, also=also, clean_up=clean_up, captions=None if self.no_captions else request.captions)


AS_BEFORE = Wishes()
