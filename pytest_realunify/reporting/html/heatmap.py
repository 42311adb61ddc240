"""Categories x runs as cells of a table: the colour, the number and the words of each. A table per protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from pytest_realunify.decisions.trend import Move
from pytest_realunify.reporting.html.scores import DASH, named
from pytest_realunify.reporting.html.texts import readable
from pytest_realunify.reporting.trend import Line, Stop, Trend
from pytest_realunify.reporting.trend_words import p_text, since, size, turned_words
from pytest_realunify.reporting.turned import turns_of
from pytest_realunify.taxonomy import AXES, CATEGORY, categories_of, in_table_order

CIVIDIS: Final = (0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xFEE838)
"""Cividis in eight even steps: every kind of eye sees one scale (J. R. Nuñez and others, PLoS ONE 13, 2018)."""

NARROWEST: Final = 0.4
"""Of accuracy that the scale spans: chance alone must not look like a fall."""

ALMOST: Final = 1e-9

WIDE: Final = 14
"""Runs; of more, cells have whole numbers, and labels stand upright."""

FEW: Final = 3
"""Categories that declined whose rows have room for two lines, on a first screen of 800 pixels."""

LONG: Final = 9
"""Letters of a label that a cell's width has room for."""


@dataclass(frozen=True, slots=True)
class Column:
    """A run."""

    short: str
    """What is above it: its label without what all labels begin with, else its number."""
    title: str
    apart: bool
    """It was measured otherwise than the one before."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One score of one run."""

    text: str
    """In percent; a dash where there is none."""
    told: str
    """All of it in words."""
    place: int
    """Of the run, counting from 0."""
    style: str = ""
    """Of its colour; empty where there is no score."""
    mark: str = ""
    """`▼` or `▲` at the run since which it fell or rose."""
    turned: int = 0
    """Cases that turned."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A category, an axis or the total."""

    scope: str
    title: str
    average: bool
    evidence: Sequence[str]
    """That it fell: by how much, since when, how sure. In few words where much fell, and of averages."""
    cells: Sequence[HeatCell]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Of one protocol."""

    protocol: str
    falls: int
    groups: Sequence[tuple[str, Sequence[HeatRow]]]
    """Categories that declined first, then the others by axis, each with its average, and the total."""
    upright: bool
    """Labels are."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From the darkest to the lightest colour."""

    low: float
    high: float

    @classmethod
    def of(cls, points: Sequence[float]) -> Scale:
        """Whole tens of percent around all of them, at least `NARROWEST` apart."""
        low = floor(10 * min(points, default=0.0) + ALMOST) / 10
        high = ceil(10 * max(points, default=1.0) - ALMOST) / 10
        high = min(1.0, max(high, low + NARROWEST))
        return cls(max(0.0, min(low, high - NARROWEST)), high)

    def style(self, value: float) -> str:
        """A background, and the ink that is read best on it."""
        share = min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))
        red, green, blue = _mixed(share)
        ink = "#000" if _luminance(red, green, blue) > 0.179 else "#fff"
        return f"background:#{red:02x}{green:02x}{blue:02x};color:{ink}"

    @property
    def gradient(self) -> str:
        """Of the legend."""
        return f"linear-gradient(90deg,{','.join(f'#{each:06x}' for each in CIVIDIS)})"


def columns(trend: Trend) -> list[Column]:
    """One for each run."""
    apart = {marker.position for marker in trend.markers}
    begins = shared_beginning([stop.label for stop in trend.stops])
    return [
        Column(
            readable(stop.label[len(begins) :] or str(place + 1), 40),
            _stop(stop, place),
            place in apart,
        )
        for place, stop in enumerate(trend.stops)
    ]


def shared_beginning(labels: Sequence[str]) -> str:
    """What all labels begin with and no digit is in, such as `step-`; empty where one has nothing else."""
    begins = ""
    for letters in zip(*labels, strict=False):
        if len(set(letters)) > 1 or letters[0].isdigit():
            break
        begins += letters[0]
    return begins if len(labels) > 1 and all(len(label) > len(begins) for label in labels) else ""


def scale(trend: Trend) -> Scale:
    """One for the whole page."""
    return Scale.of([point.value for line in trend.lines for point in line.points if point is not None])


def heatmaps(trend: Trend) -> list[Heatmap]:
    """By protocol, those with a fall as well: the page shows the first fall's at first."""
    colours, above = scale(trend), columns(trend)
    upright = len(above) > WIDE or any(len(column.short) > LONG for column in above)
    found = []
    for protocol in in_table_order(line.protocol for line in trend.lines):
        falls = [move for move in trend.page.falls if move.protocol == protocol]
        few = sum(move.scope in CATEGORY for move in falls) <= FEW
        rows = {line.scope: _row(line, trend, colours, few) for line in trend.lines if line.protocol == protocol}
        found.append(Heatmap(protocol, len(falls), list(_groups(rows, falls)), upright))
    return found


def first_shown(trend: Trend) -> str:
    """The protocol of the most certain fall, else the first."""
    protocols = in_table_order(line.protocol for line in trend.lines)
    fallen = [move.protocol for move in trend.page.falls if move.protocol in protocols]
    return (fallen or protocols or [""])[0]


def _groups(rows: dict[str, HeatRow], falls: Sequence[Move]) -> Iterator[tuple[str, Sequence[HeatRow]]]:
    fallen = [move.scope for move in falls if move.scope in CATEGORY]
    if fallen:
        yield "Declined", [rows[scope] for scope in fallen]
    for axis in AXES:
        scopes = [*(category.name for category in categories_of(axis)), axis]
        left = [rows[scope] for scope in scopes if scope in rows and scope not in fallen]
        if left:
            yield axis, left
    if "total" in rows:
        yield "", [rows["total"]]


def _row(line: Line, trend: Trend, colours: Scale, few: bool) -> HeatRow:
    falls, rises = (
        [move for move in moves if (move.scope, move.protocol) == (line.scope, line.protocol)]
        for moves in (trend.page.falls, trend.page.rises)
    )
    evidence = [_evidence(move, trend, few and move.scope in CATEGORY) for move in falls]
    marks = {move.since: mark for mark, moves in (("▲", rises), ("▼", falls)) for move in moves if move.kind == "step"}
    cells = [_cell(line, place, trend, colours, marks.get(place, "")) for place in range(len(line.points))]
    return HeatRow(line.scope, named(line.scope), line.scope not in CATEGORY, evidence, cells)


def _evidence(move: Move, trend: Trend, at_length: bool) -> str:
    if at_length:
        return f"▼ {size(move)} {readable(since(move, trend), 120)}, p {p_text(move.p)}"
    stop = trend.stops[move.since].label or f"run {move.since + 1}"
    when = f"since {readable(stop, 24)}" if move.kind == "step" else "little by little"
    return f"▼ {100 * abs(move.change.value):.1f} {when}, p {p_text(move.p)}"


def _cell(line: Line, place: int, trend: Trend, colours: Scale, mark: str) -> HeatCell:
    point, what = line.points[place], f"{named(line.scope)}, {line.protocol}, {_stop(trend.stops[place], place)}"
    if point is None:
        return HeatCell(DASH, f"{what}: no score", place)
    turned = turns_of(trend.turned, line.scope, line.protocol, place)
    words = [
        f"{what}: {100 * point.value:.1f} % ({100 * point.low:.1f} to {100 * point.high:.1f})",
        f"n {line.scored[place]}",
        *([{"▼": "it fell here", "▲": "it rose here"}[mark]] if mark else []),
        turned_words(turned, trend) or _nothing_turned(line, place),
    ]
    digits = 0 if len(trend.stops) > WIDE else 1
    return HeatCell(
        f"{100 * point.value:.{digits}f}",
        "; ".join(words),
        place,
        colours.style(point.value),
        mark,
        sum(len(each.changes) for each in turned),
    )


def _nothing_turned(line: Line, place: int) -> str:
    earlier = any(point is not None for point in line.points[:place])
    return "no case turned since the run before" if earlier else "no run before it to compare with"


def _stop(stop: Stop, place: int) -> str:
    return readable(" ".join(each for each in (f"run {place + 1}", stop.label) if each), 80)


def _mixed(share: float) -> tuple[int, int, int]:
    at = share * (len(CIVIDIS) - 1)
    place = min(int(at), len(CIVIDIS) - 2)
    first, second = (_parts(CIVIDIS[each]) for each in (place, place + 1))
    red, green, blue = (round(a + (b - a) * (at - place)) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _parts(colour: int) -> tuple[int, int, int]:
    return colour >> 16, colour >> 8 & 255, colour & 255


def _luminance(*parts: int) -> float:
    """Relative, as WCAG 2 has it: at .179 black and white are read alike."""
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
