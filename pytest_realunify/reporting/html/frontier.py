"""A chart of ladders: per subtask the share of right answers along its difficulty, one curve a protocol."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Final

from pytest_realunify.numbers.frontier.ladder import Frontier
from pytest_realunify.reporting.frontier import standing
from pytest_realunify.reporting.html.charts import Chart, colour

_LEAST_DOT: Final = 5
"""Pixels."""


def frontier_chart(found: Iterable[Frontier]) -> Chart:
    """Curve, 95 % band, the answers at each value (larger dots: more of them) and the threshold with its interval; the
    subtask is chosen."""
    ordered = sorted(found, key=lambda each: (each.subtask, each.protocol))
    options = []
    for name, group in groupby(ordered, key=lambda each: each.subtask):
        ladders = [*group]
        traces = [trace for each in ladders for trace in _traces(each)]
        options.append({"name": f"{name}, by {ladders[0].setting}", "data": traces})
    layout = {
        "xaxis": {"title": {"text": "difficulty"}, "zeroline": False, "fixedrange": True},
        "yaxis": {"title": {"text": "right answers, %"}, "range": [-4, 104], "zeroline": False, "fixedrange": True},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "margin": {"l": 52, "r": 12, "t": 40, "b": 44},
        "hovermode": "closest",
    }
    return {"data": [], "layout": layout, "choice": {"label": "subtask", "selected": 0, "options": options}}


def _traces(found: Frontier) -> Sequence[Chart]:
    group, shade = found.protocol, colour(found.protocol)
    values = [rung.value for rung in found.rungs]
    asked = [rung for rung in found.rungs if rung.asked]
    plain = {"type": "scatter", "legendgroup": group, "showlegend": False}
    return (
        {
            **plain,
            "mode": "lines",
            "fill": "toself",
            "fillcolor": shade,
            "opacity": 0.15,
            "line": {"width": 0},
            "hoverinfo": "skip",
            "x": [*values, *reversed(values)],
            "y": [100 * rung.high for rung in found.rungs] + [100 * rung.low for rung in reversed(found.rungs)],
        },
        {
            **plain,
            "name": group,
            "showlegend": True,
            "mode": "lines",
            "line": {"color": shade, "width": 2},
            "x": values,
            "y": [100 * rung.expected for rung in found.rungs],
            "hovertemplate": f"{found.setting} %{{x}}: %{{y:.0f}} %<extra>{group}</extra>",
        },
        {
            **plain,
            "mode": "markers",
            "marker": {"color": shade, "size": [_LEAST_DOT + rung.asked for rung in asked], "opacity": 0.7},
            "x": [rung.value for rung in asked],
            "y": [100 * rung.right / rung.asked for rung in asked],
            "text": [f"{rung.right} of {rung.asked} right" for rung in asked],
            "hovertemplate": f"{found.setting} %{{x}}: %{{text}}<extra>{group}</extra>",
        },
        *([_threshold(found, plain)] if found.standing in ("within", "open") else []),
    )


def _threshold(found: Frontier, plain: Chart) -> Chart:
    """On the curve, where it has fallen half of its way."""
    ends = {"array": [found.high - found.threshold], "arrayminus": [found.threshold - found.low]}
    return {
        **plain,
        "mode": "markers",
        "marker": {"color": colour(found.protocol), "size": 12, "symbol": "diamond"},
        "error_x": {"type": "data", "symmetric": False, **ends, "color": "--whisker", "thickness": 1.6, "width": 6},
        "x": [found.threshold],
        "y": [_height(found)],
        "text": [standing(found)],
        "hovertemplate": f"{found.setting} %{{text}}<extra>{found.protocol}</extra>",
    }


def _height(found: Frontier) -> float:
    """Of the curve as it is drawn, at the threshold."""
    for left, right in pairwise(found.rungs):
        if left.value <= found.threshold <= right.value:
            share = (found.threshold - left.value) / (right.value - left.value)
            return 100 * (left.expected + share * (right.expected - left.expected))
    return 100 * found.rungs[-1].expected
