"""A suite that somebody else wrote: completed where it says less than it may, checked where it must be right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.errors import DataError, RealUnifyError, UsageError
from pytest_realunify.extensions.doors import Found
from pytest_realunify.interfaces import Instance, Listing, Suite, SuiteRequest
from pytest_realunify.records import Trouble, kind_of
from pytest_realunify.taxonomy import CATEGORY, PROTOCOLS
from pytest_realunify.text import harmless

if TYPE_CHECKING:
    from PIL.Image import Image

NEEDED: Final = ("name", "fingerprint", "listings", "instance", "open")
"""Members that nobody can fill in."""


def made(found: Found, request: SuiteRequest) -> Suite:
    """The suite, checked. Raises UsageError for what is none, DataError for listings that contradict themselves."""
    try:
        factory: Any = found.load()
        suite = factory(request) if callable(factory) else factory
    except RealUnifyError:
        raise
    except Exception as error:  # somebody else's code may raise anything; the user must hear of it before the run
        trouble = Trouble.of(error)
        raise UsageError(f"suite {request.name!r} cannot be made: {trouble.kind}: {trouble.message}") from error
    if lacking := [member for member in NEEDED if not hasattr(suite, member)]:
        raise UsageError(
            f"suite {request.name!r} is a {type(suite).__name__} without {', '.join(lacking)}.\n"
            "A suite has name, fingerprint, listings(), instance(listing, protocol) and open(reference): "
            "see pytest_realunify.interfaces.Suite"
        )
    return Brought(suite)


class Brought:
    """Somebody's suite, with what it leaves out."""

    def __init__(self, suite: Any) -> None:
        self._suite = suite
        self.name = str(suite.name)
        self.fingerprint = str(suite.fingerprint)
        self.notes: Sequence[str] = tuple(getattr(suite, "notes", ()))
        self.judge = str(getattr(suite, "judge", ""))
        self.shareable = bool(getattr(suite, "shareable", False))
        self._listings = _checked(suite.listings(), self.name)

    def listings(self) -> Sequence[Listing]:
        return self._listings

    def instance(self, listing: Listing, protocol: str) -> Instance:
        instance: Instance = self._suite.instance(listing, protocol)
        return instance

    def open(self, reference: str) -> Image:
        picture: Image = self._suite.open(reference)
        return picture

    def file(self, reference: str) -> Path | None:
        find = getattr(self._suite, "file", None)
        return find(reference) if find else None


def _checked(listings: Sequence[Listing], name: str) -> Sequence[Listing]:
    """Raises DataError naming the listing: cases are read back from their ids, so these must be right."""
    seen: set[str] = set()
    for place, listing in enumerate(listings):
        where = f"suite {name}, listing {place}"
        category = CATEGORY.get(listing.category)
        if category is None:
            raise DataError(f"{where}: {listing.category!r} is no category (expected {', '.join(CATEGORY)})")
        if listing.axis != category.axis:
            raise DataError(f"{where}: {listing.category} belongs to {category.axis}, not to {listing.axis}")
        if strangers := [each for each in listing.protocols if each not in PROTOCOLS]:
            raise DataError(f"{where}: {strangers[0]!r} is no protocol (expected {', '.join(PROTOCOLS)})")
        if kind_of(f"{listing.id}-direct") != f"{category.name}/direct":
            raise DataError(f"{where}: id {listing.id!r} does not begin with {category.name!r} and a hyphen")
        if listing.id != harmless(listing.id) or "\\" in listing.id:
            raise DataError(
                f"{where}: id {listing.id!r} holds what a terminal or a CI's log would obey, or a backslash"
            )
        if listing.id in seen:
            raise DataError(f"{where}: id {listing.id!r} is taken already")
        seen.add(listing.id)
    return listings
