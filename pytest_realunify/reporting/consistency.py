"""What came of a run's variants: lines of plain text, and rows for HTML and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pytest_realunify.numbers.consistency import Consistency, Part
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numerals import percent
from pytest_realunify.records import to_json
from pytest_realunify.taxonomy import CATEGORY

HEAD: Final = ("relation", "asked", "compared", "agree", "same again", "difference, 95% CI", "p", "")


def consistency_rows(found: Consistency) -> Iterator[tuple[str, ...]]:
    """A row per relation, in the order of `HEAD`: shares in percent, the difference in points."""
    for relation in found.relations:
        whole = relation.whole
        yield (
            relation.name,
            str(relation.asked),
            str(whole.compared),
            _share(whole.agreement),
            _share(whole.noise),
            _points(whole.difference),
            f"{whole.p:.3f}" if whole.compared else "",
            "breaks" if whole.breaks else "",
        )


def consistency_lines(found: Consistency | None) -> Iterator[str]:
    """A table, then a line for each thing found; nothing for a run without variants."""
    if found is None or not found.relations:
        return
    rows = [HEAD, *consistency_rows(found)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    for first, *rest in rows:
        cells = [first.ljust(widths[0]), *(text.rjust(size) for text, size in zip(rest, widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()
    yield from consistency_findings(found)


def consistency_findings(found: Consistency) -> Iterator[str]:
    """What is named, a sentence each; one that says so where nothing is."""
    named = [*_named(found)]
    yield from named or ["no relation changes more answers than asking again does"]


def _named(found: Consistency) -> Iterator[str]:
    for relation in found.relations:
        if relation.whole.breaks:
            where = [each for each in relation.categories if each.breaks]
            yield f"{relation.name} changes answers{': ' if where else ''}{', '.join(map(_broken, where))}"
    for letter in found.letters:
        if letter.preferred:
            due = f"{letter.expected:.1f} are due if its place means nothing"
            yield f"letter {letter.letter} is chosen {letter.chosen} times, and {due}"


def consistency_data(found: Consistency | None) -> dict[str, Any] | None:
    """For JSON. Shares and differences between 0 and 1; p corrected."""
    if found is None:
        return None
    return {
        "relations": [
            {
                "relation": relation.name,
                "asked": relation.asked,
                **_data(relation.whole),
                "categories": [_data(each) for each in relation.categories],
            }
            for relation in found.relations
        ],
        "letters": [{**to_json(each), "preferred": each.preferred} for each in found.letters],
    }


def _data(part: Part) -> dict[str, Any]:
    return {**to_json(part), "breaks": part.breaks}


def _broken(part: Part) -> str:
    kept, again = _share(part.agreement), _share(part.noise)
    return f"{CATEGORY[part.scope].abbreviation} ({kept} % agree, {again} % asked again; {part.compared} compared)"


def _share(estimate: Estimate | None) -> str:
    return "" if estimate is None else percent(estimate.value)


def _points(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    return f"{100 * estimate.value:+.1f} [{100 * estimate.low:+.1f}, {100 * estimate.high:+.1f}]"
