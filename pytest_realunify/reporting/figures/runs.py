"""Runs beside one another: bars with their 95 % intervals, a panel per protocol, published models as dots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import Scorer
from pytest_realunify.reporting.figures.drawing import COLOURS, HATCHES, shown
from pytest_realunify.reporting.html.published import PublishedRow
from pytest_realunify.reporting.html.scores import COLUMNS, named
from pytest_realunify.reporting.naming import names
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import CHANCE, PROTOCOLS, categories_of, in_table_order

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH: Final = 10.0
"""Inches of all thirteen columns: set over two columns of a page, its letters are those of a footnote."""

PANEL: Final = 2.3
"""Inches, of each panel's height."""

HEAD: Final = 0.6
"""Inches above the first panel, for its title and the legend."""

FEW: Final = 4
"""Published models that have a marker each."""

MARKERS: Final = ("D", "^", "s", "v")

CROWD: Final = "o"
"""The marker that all of many published models share."""

INK: Final = "#1c2024"

LINE: Final = 150
"""Letters that the legend has room for side by side."""

TAKEN: Final = 0.8
"""Of a column's width, by its bars."""


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one look."""

    name: str
    bars: Mapping[str, Estimate]
    """By column."""
    look: int
    """Its place among colours and hatches."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes."""

    title: str
    series: Sequence[Series]
    dots: Sequence[Sequence[PublishedRow]]
    """Per series, or one for all."""
    models: Sequence[str]
    """The published ones of the whole figure."""


def draw_runs(
    runs: Sequence[StoredRun], published: Sequence[PublishedRow] = (), scorer: Scorer = "strict"
) -> Callable[[Figure], None]:
    """What draws them. One run's protocols share a panel; of several runs each protocol has its own."""
    return lambda figure: _draw(figure, _panels(runs, published, scorer), scorer)


def _panels(runs: Sequence[StoredRun], published: Sequence[PublishedRow], scorer: Scorer) -> list[Panel]:
    protocols = in_table_order(name for run in runs for name in run.summary.counts)
    bars = [{row.protocol: _bars(row.cells) for row in run.summary.rows[scorer]} for run in runs]
    dots = {protocol: [row for row in published if row.protocol == protocol] for protocol in protocols}
    models = list(dict.fromkeys(row.model for rows in dots.values() for row in rows))
    called = [shown(name) for name in names(runs)]
    if len(runs) == 1:
        own = [Series(shown(name), bars[0][name], _look(name, place)) for place, name in enumerate(protocols)]
        return [Panel(called[0], own, [dots[name] for name in protocols], models)]
    return [
        Panel(
            shown(protocol),
            [
                Series(name, found[protocol], place)
                for place, (name, found) in enumerate(zip(called, bars, strict=True))
                if protocol in found
            ],
            [dots[protocol]],
            models,
        )
        for protocol in protocols
    ]


def _bars(cells: Mapping[str, Any]) -> dict[str, Estimate]:
    return {name: cell.estimate for name, cell in cells.items() if cell.estimate is not None}


def _look(protocol: str, place: int) -> int:
    """A published protocol has its own in every figure."""
    return PROTOCOLS.index(protocol) if protocol in PROTOCOLS else len(PROTOCOLS) + place


# Drawing --------------------------------------------------------------------------------------------------------------


def _draw(figure: Figure, panels: Sequence[Panel], scorer: Scorer) -> None:
    height = PANEL * max(1, len(panels)) + HEAD
    figure.set_size_inches(WIDTH, height)
    axes = figure.subplots(max(1, len(panels)), 1, sharex=True, squeeze=False)[:, 0]
    figure.subplots_adjust(left=0.05, right=0.995, bottom=0.02, top=1 - HEAD / height, hspace=0.3)
    looks: dict[str, Any] = {}
    for panel, each in zip(panels, axes, strict=True):
        _panel(each, panel, looks, scorer)
    for each in axes[:-1]:
        each.tick_params(axis="x", length=0)
    _below(axes[-1])
    above = (0.05, 1 - (HEAD - 0.24) / height)
    columns = max(1, min(5, LINE // (max(map(len, looks)) + 6)))
    legend = figure.legend(
        looks.values(), [""] * len(looks), loc="lower left", ncols=columns, bbox_to_anchor=above, borderaxespad=0
    )
    for text, name in zip(legend.get_texts(), looks, strict=True):
        text.set_text(name)  # given as a label, one that begins with `_` would be left out


def _panel(axes: Axes, panel: Panel, looks: dict[str, Any], scorer: Scorer) -> None:
    """`looks`: what stands in the legend, by name; is added to."""
    wide = TAKEN / max(1, len(panel.series))
    middles = [(place - (len(panel.series) - 1) / 2) * wide for place in range(len(panel.series))]
    for series, middle in zip(panel.series, middles, strict=True):
        looks.setdefault(series.name, _series(axes, series, middle, wide))
    for rows, middle in zip(
        panel.dots, middles if len(panel.dots) == len(middles) else [0.0] * len(panel.dots), strict=True
    ):
        for name, found in _crowds(rows, panel.models).items():
            marker = MARKERS[panel.models.index(found[0].model)] if len(panel.models) <= FEW else CROWD
            looks.setdefault(name, _dots(axes, found, middle, marker))
    first, last = (_PLACES[name] for name in (categories_of("GEU")[0].name, "GEU"))
    (chance,) = axes.plot([first - 0.5, last + 0.5], [100 * CHANCE] * 2, color=INK, lw=0.8, ls=":", zorder=3)
    looks.setdefault("chance", chance)
    axes.set_ylim(0, 100)
    axes.set_ylabel("accuracy, %" if scorer == "strict" else f"accuracy, % ({scorer})")
    axes.set_title(panel.title, fontsize=9, fontweight="bold", loc="left", pad=6)


def _crowds(rows: Sequence[PublishedRow], models: Sequence[str]) -> dict[str, list[PublishedRow]]:
    """A few models each by its name, more of them as one crowd."""
    if len(models) > FEW:
        return {"published models": list(rows)} if rows else {}
    found = {f"{model} (published)": [row for row in rows if row.model == model] for model in models}
    return {name: each for name, each in found.items() if each}


def _series(axes: Axes, series: Series, aside: float, wide: float) -> Any:
    scopes = [column.name for column in COLUMNS if column.name in series.bars]
    found = [series.bars[name] for name in scopes]
    bars = axes.bar(
        [_PLACES[name] + aside for name in scopes],
        [100 * each.value for each in found],
        0.92 * wide,
        color=COLOURS[series.look % len(COLOURS)],
        hatch=HATCHES[(series.look + series.look // len(COLOURS)) % len(HATCHES)],
        edgecolor="white",
        linewidth=0,
        zorder=2,
    )
    axes.errorbar(
        [_PLACES[name] + aside for name in scopes],
        [100 * each.value for each in found],
        [
            [100 * max(0.0, each.value - each.low) for each in found],
            [100 * max(0.0, each.high - each.value) for each in found],
        ],
        fmt="none",
        ecolor=INK,
        elinewidth=0.7,
        capsize=min(2.0, 14 * wide),
        zorder=4,
    )
    return bars


def _dots(axes: Axes, rows: Sequence[PublishedRow], aside: float, marker: str) -> Any:
    found = [(_PLACES[scope] + aside, value) for row in rows for scope, value in row.accuracy.items()]
    crowded = marker == CROWD
    look: dict[str, Any] = {"facecolors": "white", "edgecolors": INK, "linewidths": 0.5 if crowded else 0.8}
    place: dict[str, Any] = {"s": 8, "zorder": 3, "alpha": 0.75} if crowded else {"s": 20, "zorder": 5}
    return axes.scatter([x for x, _ in found], [y for _, y in found], marker=marker, **look, **place)


def _below(axes: Axes) -> None:
    """The columns' names; averages stand out."""
    axes.set_xticks(range(len(COLUMNS)), [named(column.name).replace(" ", "\n") for column in COLUMNS], fontsize=7)
    for column, label in zip(COLUMNS, axes.get_xticklabels(), strict=True):
        label.set_fontweight("bold" if column.average else "normal")
    axes.set_xlim(-0.6, len(COLUMNS) - 0.4)


_PLACES: Final = {column.name: place for place, column in enumerate(COLUMNS)}
