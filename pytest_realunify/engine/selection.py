"""The cases of a run, and which of them one job of a CI matrix takes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pytest_realunify.interfaces import Listing
from pytest_realunify.options.values import Shard
from pytest_realunify.protocols import ProtocolSpec
from pytest_realunify.records import Case
from pytest_realunify.suites.varied.suite import may_run
from pytest_realunify.taxonomy import Axis, original_of, relation_of


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


def varied(
    cases: Iterable[Case], variants: Sequence[Listing], protocols: Mapping[str, ProtocolSpec]
) -> dict[str, Case]:
    """By param, the cases of variants: one per protocol that the original is run under, whatever its repeats."""
    found: dict[str, Case] = {}
    by_original: defaultdict[str, list[Listing]] = defaultdict(list)
    for each in variants:
        by_original[original_of(each.id)].append(each)
    for case in cases:
        for listing in by_original.get(case.listing.id, ()) if case.repeat == 0 else ():
            if may_run(listing, protocols[case.protocol].like):
                variant = Case(listing, case.protocol)
                found[variant.param] = variant
    return found


def confirmed(cases: Sequence[Case], repeats: int, more: int) -> list[Case]:
    """Further repeats of every case, for a second look."""
    first = [case for case in cases if case.repeat == 0 and not relation_of(case.id)]
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
