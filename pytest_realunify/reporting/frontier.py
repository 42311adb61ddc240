"""Where a model stands on its ladders, in lines: protocols of a subtask side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from pytest_realunify.numbers.frontier.ladder import Frontier


def frontier_lines(found: Iterable[Frontier]) -> list[str]:
    """A line per subtask, such as `sequential, steps 2 to 10: direct 4.1 (3.4 to 4.9), stepwise beyond 10; stepwise
    carries the model from 4 to 10`."""
    ordered = sorted(found, key=lambda each: (each.subtask, each.protocol))
    return [_line(name, [*group]) for name, group in groupby(ordered, key=lambda each: each.subtask)]


def _line(name: str, ladders: Sequence[Frontier]) -> str:
    first, last = ladders[0].rungs[0].value, ladders[0].rungs[-1].value
    stands = ", ".join(f"{each.protocol} {standing(each)}" for each in ladders)
    carried = _carried({each.protocol: each for each in ladders})
    return f"{name}, {ladders[0].setting} {first} to {last}: {stands}{carried}"


def standing(found: Frontier) -> str:
    """Where a model stands, with the 95 % interval and what is not known."""
    first, last = found.rungs[0].value, found.rungs[-1].value
    if found.standing == "below":
        told = f"below {first}, the easiest"
    elif found.standing == "beyond":
        told = f"beyond {last}, the hardest"
    else:
        least = "below" if found.low <= first else f"{found.low:.1f}"
        most = "beyond" if found.high >= last else f"{found.high:.1f}"
        told = f"{found.threshold:.1f} ({least} to {most})"
    missing = "" if found.narrow else f", still wide after {found.questions} questions"
    lost = f", {found.troubled} without a verdict" if found.troubled else ""
    return told + missing + lost


def _carried(by_protocol: dict[str, Frontier]) -> str:
    """What the intermediate step does, where the intervals say that it does something."""
    if "direct" not in by_protocol or "stepwise" not in by_protocol:
        return ""
    before, after = by_protocol["direct"], by_protocol["stepwise"]
    if before.high >= after.low and after.high >= before.low:
        return ""
    verb = "carries" if after.low > before.high else "sets"
    way = "to" if verb == "carries" else "back to"
    return f"; stepwise {verb} the model from {_place(before)} {way} {_place(after)}"


def _place(found: Frontier) -> str:
    if found.standing == "below":
        return f"below {found.rungs[0].value}"
    return f"beyond {found.rungs[-1].value}" if found.standing == "beyond" else f"{found.threshold:.0f}"
