"""Charts as plotly.js reads them: plain dicts. A colour such as `--direct` is the style sheet's, light or dark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import Row
from pytest_realunify.reporting.comparison import Comparison, Difference
from pytest_realunify.reporting.html.published import PublishedRow
from pytest_realunify.reporting.html.scores import COLUMNS, SHORT, named
from pytest_realunify.reporting.html.texts import readable
from pytest_realunify.reporting.trend import Line, Stop, Trend
from pytest_realunify.taxonomy import CATEGORY, CHANCE, PROTOCOLS, protocol_key

Chart = dict[str, Any]
"""`data` and `layout` as plotly.js has them; `choice` (optional) is a list to choose more traces from: its `label`,
the `options` with `name` and `data`, and which is `selected`."""

FAVOURITE: Final = "BAGEL"
"""The published model shown at first: the strongest open one, and the one the paper explains."""


TICK: Final = 20
"""Letters of a label on an axis; whoever points at a dot sees all of it."""


def accuracy_chart(rows: Sequence[Row], published: Sequence[PublishedRow]) -> Chart:
    """Bars with 95 % intervals per category, with the published models of the same protocols as dots."""
    protocols = [row.protocol for row in rows]
    shown = [row for row in published if row.protocol in protocols]
    models = list(dict.fromkeys(row.model for row in shown))
    chart: Chart = {
        "data": [*map(_bars, rows), *_crowds(shown, protocols)],
        "layout": {
            **_layout("accuracy, %", [-2, 103]),
            "barmode": "group",
            "bargap": 0.22,
            "scattermode": "group",
            "scattergap": 0.22,
            "shapes": [_chance()],
        },
    }
    if models:
        chart["choice"] = {
            "label": "published model",
            "selected": models.index(FAVOURITE) if FAVOURITE in models else 0,
            "options": [{"name": name, "data": _chosen(name, shown)} for name in models],
        }
    return chart


def comparison_chart(comparison: Comparison) -> Chart:
    """Change in points with its 95 % interval, per category and protocol."""
    by_protocol: dict[str, list[Difference]] = {}
    for difference in comparison.differences:
        by_protocol.setdefault(difference.protocol, []).append(difference)
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": protocol,
            "offsetgroup": protocol,
            "marker": {"color": f"--{protocol}", "size": 9},
            **_values([(each.scope, each.change) for each in found], "points"),
        }
        for protocol, found in by_protocol.items()
    ]
    layout = {**_layout("change, points"), "scattermode": "group", "scattergap": 0.3}
    layout["yaxis"]["zeroline"] = True
    return {"data": traces, "layout": layout}


def trend_chart(trend: Trend) -> Chart:
    """Accuracy over runs, a line per protocol; what is shown (total, axis, category) is chosen; at first what fell."""
    scopes = [column.name for column in COLUMNS if any(line.scope == column.name for line in trend.lines)]
    scopes.sort(key=lambda scope: (scope in CATEGORY, scope != "total"))  # the total, then the axes, then their parts
    numbers: dict[int, list[str]] = {}
    for number, marker in enumerate(trend.markers, 1):
        numbers.setdefault(marker.position, []).append(str(number))
    layout = {**_layout("accuracy, %", [-2, 103]), "shapes": [_marker_line(position) for position in numbers]}
    layout["annotations"] = [_marker_label(", ".join(each), position) for position, each in numbers.items()]
    layout["xaxis"] |= {
        "type": "linear",
        "range": [-0.5, len(trend.stops) - 0.5],
        "zeroline": False,
        "automargin": True,
        "tickmode": "array",
        "tickvals": list(range(len(trend.stops))),
        "ticktext": [_tick(stop.label) or str(number) for number, stop in enumerate(trend.stops, 1)],
        "title": {"text": "" if trend.labelled else "run"},
    }
    options = [
        {"name": named(scope), "data": [_trend_line(line, trend) for line in trend.lines if line.scope == scope]}
        for scope in scopes
    ]
    fallen = [scopes.index(move.scope) for move in trend.page.falls[:1] if move.scope in scopes]
    choice = {"label": "score", "selected": fallen[0] if fallen else 0, "options": options}
    return {"data": [], "layout": layout, "choice": choice}


def colour(protocol: str) -> str:
    """The page's name for it: a team's own protocols share the last."""
    return f"--{protocol if protocol in PROTOCOLS else 'other'}"


def _bars(row: Row) -> Chart:
    found = [(name, cell.estimate) for name, cell in row.cells.items() if cell.estimate is not None]
    return {
        "type": "bar",
        "name": row.protocol,
        "offsetgroup": row.protocol,
        "marker": {"color": colour(row.protocol)},
        **_values(found, "%"),
    }


def _crowds(rows: Sequence[PublishedRow], protocols: Iterable[str]) -> list[Chart]:
    traces = [_dots([row for row in rows if row.protocol == protocol], protocol) for protocol in protocols]
    traces = [trace for trace in traces if trace["x"]]
    for trace in traces[1:]:
        trace["showlegend"] = False
    return traces


def _dots(rows: Sequence[PublishedRow], protocol: str) -> Chart:
    found = [(scope, row) for row in rows for scope in SHORT if scope in row.accuracy]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "published models",
        "legendgroup": "published",
        "offsetgroup": protocol,
        "x": [SHORT[scope] for scope, _ in found],
        "y": [row.accuracy[scope] for scope, row in found],
        "text": [f"{escape(row.model)}, {named(scope)}, {protocol}" for scope, row in found],
        "hovertemplate": "%{text}: %{y:.1f} % (published)<extra></extra>",
        "marker": {"color": "--muted", "size": 5, "opacity": 0.55, "line": {"color": "--surface", "width": 0.5}},
    }


def _chosen(model: str, rows: Sequence[PublishedRow]) -> list[Chart]:
    traces = [_dots([row], row.protocol) for row in rows if row.model == model]
    for place, trace in enumerate(traces):
        trace |= {
            "name": f"{escape(model)}, published",
            "legendgroup": "chosen",
            "showlegend": place == 0,
            "marker": {
                "symbol": "diamond",
                "size": 10,
                "color": "--surface",
                "line": {"color": "--text", "width": 2},
            },
        }
    return traces


def _trend_line(line: Line, trend: Trend) -> Chart:
    found = [(place, point) for place, point in enumerate(line.points) if point is not None]
    aside = 0.04 * (protocol_key(line.protocol)[0] - 1.5)  # so that no whisker hides another
    stops = [_stop(trend.stops[place]) for place, _ in found]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": line.protocol,
        "x": [place + aside for place, _ in found],
        "y": [_percent(point.value) for _, point in found],
        "error_y": {**_whiskers([point for _, point in found], "%"), "color": colour(line.protocol)},
        "text": [f"{stop}<br>scored {line.scored[place]}" for stop, (place, _) in zip(stops, found, strict=True)],
        "hovertemplate": "%{text}<br>%{y:.1f} %<extra></extra>",
        "line": {"color": colour(line.protocol), "width": 2},
        "marker": _marked([place for place, _ in found], line, trend),
    }


def _stop(stop: Stop) -> str:
    return "<br>".join(_plain(each) for each in (stop.label, stop.model, stop.id) if each)


def _marked(places: Sequence[int], line: Line, trend: Trend) -> Chart:
    """A dot for each run; larger, and pointing, the one since which the score fell or rose."""
    symbols = {
        move.since: symbol
        for symbol, moves in (("triangle-up", trend.page.rises), ("triangle-down", trend.page.falls))
        for move in moves
        if (move.scope, move.protocol) == (line.scope, line.protocol)
    }
    return {
        "color": colour(line.protocol),
        "size": [15 if place in symbols else 7 for place in places],
        "symbol": [symbols.get(place, "circle") for place in places],
    }


def _values(found: Sequence[tuple[str, Estimate]], unit: str) -> Chart:
    return {
        "x": [SHORT[scope] for scope, _ in found],
        "y": [_percent(each.value) for _, each in found],
        "error_y": _whiskers([each for _, each in found], unit),
        "text": [f"{named(scope)}: {_percent(each.low)} to {_percent(each.high)}" for scope, each in found],
        "textposition": "none",
        "hovertemplate": f"%{{text}}<br>%{{y:.1f}} {unit}<extra>%{{fullData.name}}</extra>",
    }


def _whiskers(estimates: Sequence[Estimate], unit: str) -> Mapping[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [_percent(each.high - each.value) for each in estimates],
        "arrayminus": [_percent(each.value - each.low) for each in estimates],
        "color": "--whisker",
        "thickness": 1.2,
        "width": 2 if unit == "%" else 4,
    }


def _layout(title: str, bounds: Sequence[float] | None = None) -> Chart:
    axis: Chart = {"title": {"text": title}, "zeroline": False, "fixedrange": True}
    if bounds is not None:
        axis["range"] = list(bounds)
    names = [column.short for column in COLUMNS]
    return {
        "xaxis": {"type": "category", "categoryorder": "array", "categoryarray": names, "fixedrange": True},
        "yaxis": axis,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "margin": {"l": 52, "r": 12, "t": 40, "b": 44},
        "hovermode": "closest",
    }


def _chance() -> Chart:
    """Across the columns of GEU."""
    names = [column.name for column in COLUMNS]
    edge = {"type": "line", "xref": "x", "yref": "y", "layer": "above"}
    ends = {"x0": names.index("UEG") + 0.5, "x1": names.index("GEU") + 0.5, "y0": 100 * CHANCE, "y1": 100 * CHANCE}
    return {**edge, **ends, "line": {"color": "--text", "width": 1, "dash": "dot"}}


def _marker_line(position: int) -> Chart:
    line = {"color": "--muted", "width": 1, "dash": "dash"}
    return {"type": "line", "yref": "paper", "x0": position - 0.5, "x1": position - 0.5, "y0": 0, "y1": 1, "line": line}


def _marker_label(text: str, position: int) -> Chart:
    place = {"x": position - 0.5, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    return {**place, "text": f"({text})"}


def _tick(label: str) -> str:
    """Of a long one the end, where its number is."""
    return _plain(label if len(label) <= TICK else f"…{label[1 - TICK :]}")


def _plain(text: str) -> str:
    """plotly.js reads tags in its labels."""
    return escape(readable(text, 60))


def _percent(share: float) -> float:
    return round(100 * share, 2) + 0.0  # without the sign of nothing
