"""What a protocol yields, and what it receives for it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture a step produced, with the sha256 of its stored PNG."""

    image: Image
    sha256: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A plain grey picture of the size of the one referred to."""

    reference: str


Picture = str | Drawn | Withheld


@dataclass(frozen=True, slots=True)
class Understand:
    """Text from a prompt and, for GEU, a picture. The outcome is a `str`."""

    prompt: str
    image: Picture | None = None
    verb: Final = "understand"


@dataclass(frozen=True, slots=True)
class Generate:
    """A picture from a prompt alone. The outcome is a `Drawn`."""

    prompt: str
    image: None = None
    verb: Final = "generate"


@dataclass(frozen=True, slots=True)
class Edit:
    """A picture from a prompt and a picture. The outcome is a `Drawn`."""

    prompt: str
    image: Picture
    verb: Final = "edit"


Ask = Understand | Generate | Edit
Outcome = Any  # str or Drawn, by the verb: a generator's send type cannot depend on what it yielded
Protocol = Callable[[Any], Generator[Ask, Outcome, Outcome]]
