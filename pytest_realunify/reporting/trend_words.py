"""What fell and what rose over the runs of a trend, in words. Plain text, but for ids and labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pytest_realunify.decisions.trend import Move, Tested
from pytest_realunify.numerals import percent
from pytest_realunify.reporting.trend import Trend
from pytest_realunify.reporting.turned import Turns, turns_of
from pytest_realunify.taxonomy import AXES

NAMED: Final = 3
"""Cases that turned, in a line of text."""

POOLED: Final = (*AXES, "total")


def headline(trend: Trend) -> str:
    """The page's first line: what declined, since which run, by how much, or that nothing did."""
    page, runs = trend.page, len(trend.stops)
    if page.falls:
        first, more = page.falls[0], len(page.falls) - 1
        others = f"; and {more} score{'s' if more > 1 else ''} more" if more else ""
        return f"DECLINED: {scored(first)} by {size(first)} {since(first, trend)}{others}"
    if not page.tested:
        return f"nothing to test for a decline: {_why_not(trend)}"
    seen = " or ".join(_seen(trend))
    told = (
        f"; a fall of {seen} would have been found 4 times of 5" if seen else "; hardly any fall would have been found"
    )
    tests = f"{len(page.tested)} score{'s' if len(page.tested) > 1 else ''} tested at 5 % for all together"
    return f"nothing declined over {runs} runs ({tests}{told})"


def move_lines(trend: Trend) -> Iterator[str]:
    """Every score that fell, then every one that rose, a line each, and one with the cases that turned there."""
    for word, moves in (("fell", trend.page.falls), ("rose", trend.page.rises)):
        for move in moves:
            start = trend.stops[move.since].id
            yield f"{word}: {scored(move)} by {size(move)} {since(move, trend)} [{start}], p {p_text(move.p)}"
            turned = turned_at(move, trend)
            if told := turned_words(turned, trend):
                cases = [change.case for each in turned for change in each.changes if change.worse == (word == "fell")]
                more = f", … {len(cases) - NAMED} more" if len(cases) > NAMED else ""
                yield f"  {told}{': ' if cases else ''}{', '.join(cases[:NAMED])}{more}"


def turned_at(move: Move, trend: Trend) -> list[Turns]:
    """Cases of a score that turned at the run since which it fell or rose; of a slope there is no such run."""
    return turns_of(trend.turned, move.scope, move.protocol, move.since) if move.kind == "step" else []


def turned_words(turned: Sequence[Turns], trend: Trend) -> str:
    """Such as `14 cases worse and 2 better than at step-7000, run 7`; empty where nothing is known of any."""
    if not turned:
        return ""
    notes = "; ".join(dict.fromkeys(each.note for each in turned if each.note))
    lost, gained = sum(each.lost for each in turned), sum(each.gained for each in turned)
    if not lost + gained:
        return notes
    before = {each.since for each in turned}
    than = at_run(before.pop(), trend) if len(before) == 1 else "the run before"
    worse = f"{lost} case{'s' if lost != 1 else ''} worse and {gained} better than at {than}"
    return f"{worse} ({notes})" if notes else worse


def at_run(place: int, trend: Trend) -> str:
    """Such as `step-7000, run 7`, or `run 7`."""
    label = trend.stops[place].label
    return f"{label}, run {place + 1}" if label else f"run {place + 1}"


def scored(of: Move | Tested) -> str:
    """Such as `mental tracking (stepwise)`."""
    return f"{of.scope.replace('_', ' ')} ({of.protocol})"


def size(move: Move) -> str:
    """Such as `10.2 points (4.1 to 16.3)`, whichever way it went."""
    low, high = sorted((move.change.low, move.change.high), reverse=move.change.value < 0)
    sign = -1 if move.change.value < 0 else 1
    return f"{percent(abs(move.change.value))} points ({percent(sign * low)} to {percent(sign * high)})"


def since(move: Move, trend: Trend) -> str:
    """Such as `since run 15 (14 to 17)`; `since step-8000, run 8 (7 to 8)`; `little by little from run 1 to 30`."""
    if move.kind == "slope":
        ends = trend.stops[move.earliest].label, trend.stops[move.latest].label
        labels = f", {ends[0]} to {ends[1]}" if all(ends) else ""
        return f"little by little from run {move.earliest + 1} to {move.latest + 1}{labels}"
    around = f" ({move.earliest + 1} to {move.latest + 1})" if move.latest > move.earliest else ""
    label = f"{trend.stops[move.since].label}, " if trend.stops[move.since].label else ""
    return f"since {label}run {move.since + 1}{around}"


def p_text(p: float) -> str:
    """Three places: it is told no finer."""
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def _seen(trend: Trend) -> Iterator[str]:
    """How large a fall of an average, and of a category, would have been found: the largest that any of them needs."""
    for pooled, what in ((True, "an average"), (False, "a category")):
        sizes = [each.unseen for each in trend.page.tested if (each.scope in POOLED) == pooled]
        known = [size for size in sizes if size is not None]
        if known and len(known) == len(sizes):
            yield f"{_points(max(known))} points of {what}"


def _points(share: float) -> str:
    """Rounded up."""
    return f"{-(-100 * share // 1):.0f}"


def _why_not(trend: Trend) -> str:
    if len(trend.stops) < 2:
        return "it takes two runs"
    return "the runs that compare gave the same replies, or have no case in common"
