"""Outlines as a trend reads them: with no more than it needs, and without a look at the rest of a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError
from pytest_realunify.numbers.outlines import Marks, Outline, all_said, digest
from pytest_realunify.records import State, kind_of
from pytest_realunify.stored.lines import decoded
from pytest_realunify.taxonomy import AXES, CATEGORY


class _Verdict(msgspec.Struct, gc=False):
    strict: State
    parity: State


class _Step(msgspec.Struct, gc=False):
    output: str | None = None


class _Line(msgspec.Struct, gc=False):
    case: str
    instance: str
    category: str
    protocol: str
    repeat: int
    verdict: _Verdict
    reply: str | None = None
    steps: tuple[_Step, ...] = ()


_LINES: Final = msgspec.json.Decoder(_Line)


def brief_outlines(folder: PlainFolder, has_ended: Callable[[], bool], texts: bool = False) -> list[Outline]:
    """Of every line, in their order; with `texts`, and where there are repeats, with what was said. Raises DataError
    as `lines.decoded`."""
    found, shared = [], dict[str, str]()
    marks: dict[tuple[State, State], Marks] = {}
    for _, line in decoded(folder, _LINES, has_ended):
        if line.repeat and not texts:
            return brief_outlines(folder, has_ended, texts=True)
        known, said = CATEGORY.get(line.category), all_said(line.reply, line.steps)
        states = line.verdict.strict, line.verdict.parity
        outline = Outline(
            case=line.case,
            instance=line.instance,
            axis=known.axis if known else AXES[0],
            category=shared.setdefault(line.category, line.category),
            protocol=shared.setdefault(line.protocol, line.protocol),
            repeat=line.repeat,
            verdict=marks.get(states) or marks.setdefault(states, Marks(*states)),
            digest=None if line.reply is None else digest(said),
            said=said if texts else "",
        )
        found.append(outline)
    return found


def check_cases(file: Path, found: Iterable[Outline]) -> None:
    """Raise DataError unless each is of a case that a table has a place for."""
    for number, each in enumerate(found):
        known = CATEGORY.get(each.category)
        kind = f"{each.category}/{each.protocol}"
        if known is None or kind_of(each.case) != kind or each.axis != known.axis:
            told = (
                f"{each.case[:100]!r} of {each.category[:100]!r} under {each.protocol[:100]!r} is no case of RealUnify"
            )
            raise DataError.at(file, number, "case", told)
