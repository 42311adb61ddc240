"""What a suite is to the rest of the plugin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pytest_realunify.records import Instance, Listing

if TYPE_CHECKING:
    from PIL.Image import Image


class Suite(Protocol):
    """A set of instances with a name and a fingerprint. Listing is cheap; contents and pictures come on demand."""

    @property
    def name(self) -> str:
        """As the user would type it after `--realunify-suite=`."""
        ...

    @property
    def fingerprint(self) -> str:
        """12 hex digits over everything that decides the instances' content. Runs with different ones never compare."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """Lines for the report header, such as which protocols the data cannot serve. Usually empty."""
        ...

    def listings(self) -> Sequence[Listing]:
        """Every instance in table order. Renders nothing and opens no picture."""
        ...

    def instance(self, listing: Listing, protocol: str) -> Instance:
        """The full record as this protocol sees it (official files differ between direct and stepwise)."""
        ...

    def open(self, reference: str) -> Image:
        """The picture an instance refers to, decoded to RGB. Raises DataError naming file, row and field."""
        ...

    def file(self, reference: str) -> Path | None:
        """Where the picture already lies on disk as the user's own data; None when it is drawn on demand."""
        ...


def limited(listings: Sequence[Listing], limit: int | None) -> list[Listing]:
    """The first `limit` instances of every subtask, by index; all of them for None."""
    if limit is None:
        return list(listings)
    taken: Counter[tuple[str, str]] = Counter()
    kept: list[Listing] = []
    for listing in sorted(listings, key=lambda listing: listing.index):
        taken[listing.category, listing.subtask] += 1
        if taken[listing.category, listing.subtask] <= limit:
            kept.append(listing)
    wanted = {listing.id for listing in kept}
    return [listing for listing in listings if listing.id in wanted]
