"""The cases of a run, and which of them one job of a CI matrix takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pytest_realunify.interfaces import Listing
from pytest_realunify.options.values import Shard
from pytest_realunify.protocols import ProtocolSpec
from pytest_realunify.records import Case
from pytest_realunify.taxonomy import Axis


def planned(
    listings: Sequence[Listing], axes: Sequence[Axis], protocols: Sequence[ProtocolSpec], repeats: int
) -> list[Case]:
    """Protocol by protocol, so that batches are of one kind; of what the instances can be run under."""
    return [
        Case(listing, protocol.name, repeat)
        for protocol in protocols
        for listing in listings
        if listing.axis in axes and protocol.serves(listing)
        for repeat in range(repeats)
    ]


def sharded(cases: Sequence[Case], shard: Shard | None) -> list[Case]:
    """This shard's cases, in the order given; all of them for None.

    Cards are dealt: in an order that follows from the cases alone every n-th case belongs to a shard, so each category
    under each protocol is split as evenly as its number allows, and so is the whole.
    """
    if shard is None:
        return list(cases)
    ordered = sorted(cases, key=lambda case: (case.listing.category, case.protocol, *case.key))
    dealt = {case.key for case in ordered[shard.number - 1 :: shard.of]}
    return [case for case in cases if case.key in dealt]


def confirmed(cases: Sequence[Case], repeats: int, more: int) -> list[Case]:
    """Further repeats of every case, for a second look."""
    first = [case for case in cases if case.repeat == 0]
    return [replace(case, repeat=repeats + number) for case in first for number in range(more)]


def by_protocol(cases: Sequence[Case]) -> dict[str, int]:
    """How many there are."""
    return dict(Counter(case.protocol for case in cases))


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
