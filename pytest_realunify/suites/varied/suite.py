"""The suite that a run with `--realunify-variants` has: the one it names, and a variant of each instance asked for."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_realunify.errors import RealUnifyError
from pytest_realunify.interfaces import GEUInstance, Instance, Listing, Suite
from pytest_realunify.suites.varied.pictures import PICTURES
from pytest_realunify.suites.varied.reordering import order_of, reordered
from pytest_realunify.taxonomy import RELATIONS, SAME, original_of, relation_of
from pytest_realunify.text import number_of

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True)
class Variants:
    """What a run asks beside its instances."""

    listings: Sequence[Listing]
    """With ids such as `cognitive_navigation-maze-0007~jpeg`."""
    orders: Mapping[str, str] = field(default_factory=dict)
    """By the original's id, the order of the options: by new letter the old one."""
    notes: Sequence[str] = ()
    """What cannot be varied."""


def variants_of(suite: Suite, listings: Sequence[Listing], shares: Mapping[str, float]) -> Variants:
    """Of a share of each subtask's instances, at least one; a greater share has those of a smaller, whatever the
    relation. Each is asked once more unvaried, too."""
    found: list[Listing] = []
    orders: dict[str, str] = {}
    lacking: list[str] = []
    subtasks: defaultdict[tuple[str, str], list[Listing]] = defaultdict(list)
    for listing in listings:
        if listing.axis == "GEU":
            subtasks[listing.category, listing.subtask].append(listing)
    for each in subtasks.values():
        ordered = sorted(each, key=lambda listing: hashlib.sha256(listing.id.encode()).digest())
        for place, listing in enumerate(ordered):
            asked = [name for name, share in shares.items() if place < math.ceil(share * len(each))]
            if "options" in asked:
                if order := _order(suite, listing):
                    orders[listing.id] = order
                else:
                    asked.remove("options")
                    lacking.append(listing.id)
            found += [variant_of(listing, name) for name in ([SAME, *asked] if asked else ())]
    notes = [f"options keep their order in {_such_as(lacking)}"] if lacking else []
    if shares and not found:
        notes.append("no variants: only GEU instances are varied, and there are none that can be")
    return Variants(found, orders, notes)


def variant_of(listing: Listing, relation: str) -> Listing:
    """The listing of an instance's variant; a `VariedSuite` makes its instance."""
    return replace(listing, id=f"{listing.id}~{relation}")


def related(suite: Suite, listing: Listing, relation: str) -> tuple[VariedSuite, Listing] | None:
    """One variant of an instance, whatever a run asks: its listing, and the suite that makes and opens it. None where
    it cannot be varied so."""
    variants = variants_of(suite, [listing], {relation: 1.0})
    found = [each for each in variants.listings if relation_of(each.id) == relation]
    return (VariedSuite(suite, variants), found[0]) if found else None


def may_run(listing: Listing, protocol: str) -> bool:
    """Whether a variant is another case under this protocol (or one that needs its data): not where nobody sees what
    is varied."""
    return protocol != "blind" or relation_of(listing.id) not in PICTURES


class VariedSuite:
    """Any suite, which opens variants of its instances too. What else it has, it has."""

    def __init__(self, suite: Suite, variants: Variants) -> None:
        self._suite = suite
        self._variants = variants
        self.notes: Sequence[str] = (*suite.notes, *variants.notes)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked before there is a suite, where this is copied
            raise AttributeError(name)
        return getattr(self._suite, name)

    @property
    def name(self) -> str:
        return self._suite.name

    @property
    def fingerprint(self) -> str:
        return self._suite.fingerprint

    def listings(self) -> Sequence[Listing]:
        return self._suite.listings()

    def instance(self, listing: Listing, protocol: str) -> Instance:
        if not (relation := relation_of(listing.id)):
            return self._suite.instance(listing, protocol)
        original = replace(listing, id=original_of(listing.id))
        instance = self._suite.instance(original, protocol)
        assert isinstance(instance, GEUInstance), "no other is varied"
        if relation == "options":
            # The files of official data differ between protocols, options too.
            instance = reordered(instance, self._variants.orders[original.id])
        elif relation in PICTURES:
            kept = instance.intermediate
            instance = replace(
                instance,
                image=f"~{relation}/{instance.image}",
                intermediate=None if kept is None else f"~{relation}/{kept}",
            )
        return replace(instance, id=listing.id)

    def open(self, reference: str) -> Image:
        relation, within = _relation_in(reference)
        image = self._suite.open(within)
        return PICTURES[relation](image) if relation else image

    def file(self, reference: str) -> Path | None:
        return None if _relation_in(reference)[0] else self._suite.file(reference)


def _relation_in(reference: str) -> tuple[str, str]:
    """Of a picture's reference; empty, and the reference, of any other."""
    for relation in PICTURES:
        if reference.startswith(f"~{relation}/"):
            return relation, reference.removeprefix(f"~{relation}/")
    return "", reference


def _order(suite: Suite, listing: Listing) -> str:
    """The same under every protocol; empty where one of them does not let the options change places."""
    found = {*_orders(suite, listing)}
    return found.pop() if len(found) == 1 else ""


def _orders(suite: Suite, listing: Listing) -> Iterator[str]:
    for protocol in listing.protocols:
        try:
            instance = suite.instance(listing, protocol)
        except RealUnifyError:  # said of the original
            yield ""
            continue
        yield order_of(instance) if isinstance(instance, GEUInstance) else ""


def _such_as(ids: Sequence[str]) -> str:
    return f"{number_of(len(ids), 'instance')}, such as {ids[0]}"


assert {*PICTURES} < {*RELATIONS}
