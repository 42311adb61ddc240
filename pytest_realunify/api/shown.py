"""What a notebook shows of a run, a case, two runs: HTML without scripts, links or anything to load.

Texts come from models and files of others: each is made readable, then escaped. A notebook is passed on with what it
shows, so texts and pictures of licensed suites are left out, as a report leaves them out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from pytest_realunify import numerals
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.records import Poll
from pytest_realunify.reporting.html.texts import readable
from pytest_realunify.reporting.html.thumbnails import thumbnail
from pytest_realunify.reporting.originals import is_free
from pytest_realunify.reporting.score_table import COLUMNS
from pytest_realunify.reporting.terminal import counted_line, warnings
from pytest_realunify.taxonomy import in_table_order
from pytest_realunify.unsaid import without_secrets

if TYPE_CHECKING:
    from pytest_realunify.api.shapes import Case, Comparison, Picture, Run
    from pytest_realunify.reporting.comparison import Difference

LONGEST: Final = 4000
"""Letters of one text."""
SIDE: Final = 256
"""Longest side of a picture, in pixels."""
SHOWN: Final = 20
"""Changed cases that are listed; steps and polls of one case."""


_LEFT_OUT: Final = "(left out: of a licensed suite. case.steps, case.polls and case.images() have it)"


def run_html(run: Run) -> str:
    """Who and what, then its scores; of one that cannot be read any more, why."""
    head = f"<b>{_text(run.id)}</b>{f' · <b>{_text(run.label)}</b>' if run.label else ''}"
    made = f"model {_text(run.model)} · suite {_text(run.suite)} · judge {_text(run.judge or 'none')}"
    try:
        return _framed(head, f"<div>{made}{_gates(run)}</div>", _scores(run))
    except RealUnifyError as error:
        return _framed(head, f"<div>{made}</div><div><b>{_text(str(error))}</b></div>")


def table_html(run: Run) -> str:
    """Its scores alone. Raises DataError where they cannot be read."""
    return _framed(_scores(run))


def comparison_html(comparison: Comparison) -> str:
    """A table per protocol, then the cases that changed."""
    found = comparison.found
    parts = [f"<div>before <b>{_named(comparison.before)}</b>, after <b>{_named(comparison.after)}</b></div>"]
    parts += [f"<div><b>note:</b> {_text(note)}</div>" for note in found.notes]
    for protocol in in_table_order(each.protocol for each in found.differences):
        by_scope = {each.scope: each for each in found.differences if each.protocol == protocol}
        parts.append(_columns(protocol, [(label, _of(by_scope, cell)) for label, cell in _DIFFERENCE.items()]))
    parts.append(
        "<div>in percent; difference with its paired 95 % interval; p exact, not corrected for 13 columns</div>"
    )
    listed = [f"<li>{_text(each.case)}: {_text(each.before)} → {_text(each.after)}</li>" for each in found.changed]
    items = f"<ul>{''.join(listed[:SHOWN])}</ul>" + "".join(_more(len(listed), "cases: comparison.changed"))
    parts.append(f"<details><summary>{_cases(len(listed))} changed</summary>{items}</details>")
    return _framed(*parts)


def case_html(case: Case) -> str:
    """Step by step with small pictures, then what the judge said."""
    free = is_free(case.run.stored)
    repeat = f" (repeat {case.repeat})" if case.repeat else ""
    told = f"strict <b>{case.strict}</b>, parity {case.parity}"
    told += f"; expected {_text(case.expected)}" if case.expected else ""
    parts = [f"<div><b>{_text(case.id)}</b>{repeat}: {told}</div>"]
    parts += [f"<div>{_text(case.error)}</div>"] if case.error else []
    pictures = case.pictures()
    for number, step in enumerate(case.steps[:SHOWN], 1):
        parts.append(f"<div>step {number}: {_text(step.verb)}</div>{_block(step.prompt if free else _LEFT_OUT)}")
        of_step = [picture for picture in pictures if picture.step == number]
        parts += [_picture(picture) for picture in of_step if free or picture.role == "output"]
        if step.verb == "understand" and step.output is not None:
            parts += ["<div>reply:</div>", _block(step.output)]
    parts += _more(len(case.steps), "steps: case.steps")
    parts += [_poll(poll, free) for poll in case.polls[:SHOWN]]
    parts += _more(len(case.polls), "polls: case.polls")
    return _framed(*parts)


# Parts ----------------------------------------------------------------------------------------------------------------


def _scores(run: Run) -> str:
    summary = run.stored.summary
    strict = [
        (row.protocol, lambda name, row=row: _percent(row.cells[name].estimate)) for row in summary.rows["strict"]
    ]
    parity = [
        (f"{row.protocol} (parity)", lambda name, row=row: _percent(row.cells[name].estimate, interval=False))
        for row in summary.rows["parity"]
    ]
    gap = [("gap", lambda name: _percent(summary.gap.get(name), signed=True))] if summary.gap else []
    counted = [_text(counted_line(protocol, summary)) for protocol in in_table_order(summary.counts)]
    told = "".join(f"<div>{line}</div>" for line in counted)
    told += "".join(f"<div><b>{_text(line)}</b></div>" for line in warnings(summary))
    return _columns("percent", [*strict, *gap, *parity]) + told


def _gates(run: Run) -> str:
    return "" if run.passed is None else f" · gates <b>{'passed' if run.passed else 'failed'}</b>"


def _named(run: Run) -> str:
    return _text(f"{run.label} ({run.id})" if run.label else run.id)


Cells = Callable[[str], str]
"""HTML under a column, by its scope."""


def _columns(corner: str, rows: Sequence[tuple[str, Cells]]) -> str:
    heads = [f'<th title="{escape(scope.replace("_", " "))}">{escape(short)}</th>' for scope, short in COLUMNS]
    lines = [
        f"<th>{_text(label)}</th>" + "".join(f"<td>{cell(scope)}</td>" for scope, _ in COLUMNS) for label, cell in rows
    ]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr><th>{_text(corner)}</th>{''.join(heads)}</tr></thead><tbody>{body}</tbody></table>"


def _percent(estimate: Estimate | None, signed: bool = False, interval: bool = True) -> str:
    if estimate is None:
        return "-"
    low, high = (numerals.fixed(100 * bound, 0, signed) for bound in (estimate.low, estimate.high))
    between = f'<br><small style="white-space: nowrap">{low} to {high}</small>' if interval else ""
    return f"{numerals.fixed(100 * estimate.value, 1, signed)}{between}"


_DIFFERENCE: Final = {
    "before": lambda each: numerals.percent(each.before),
    "after": lambda each: numerals.percent(each.after),
    "difference": lambda each: _percent(each.change, signed=True),
    "p": lambda each: numerals.p_value(each.p),
    "instances": lambda each: str(each.instances),
}


def _of(by_scope: dict[str, Difference], cell: Callable[[Difference], str]) -> Cells:
    return lambda scope: cell(by_scope[scope]) if scope in by_scope else "-"


def _picture(picture: Picture) -> str:
    file = picture.file
    small = thumbnail(file, SIDE) if file is not None else None
    if small is None:
        return (
            f"<div>{picture.role}: picture {_text(picture.sha256[:12])} (not stored, or none that can be opened)</div>"
        )
    return f'<img alt="{picture.role}" src="{small.uri}" width="{small.width}" height="{small.height}"> '


def _poll(poll: Poll, free: bool) -> str:
    votes = [vote.reply for vote in poll.votes] or [poll.reply]
    question = _text(poll.question if free else _LEFT_OUT)
    said = " | ".join(_text(reply) for reply in votes)
    return f"<div>{question} expected {_text(poll.expected)}, got {_text(poll.answer or 'neither')}: {said}</div>"


def _more(count: int, what: str) -> list[str]:
    return [f"<div>… and {count - SHOWN} more {what}</div>"] if count > SHOWN else []


def _cases(count: int) -> str:
    return f"{count} {'case' if count == 1 else 'cases'}"


def _block(text: str) -> str:
    return f'<pre style="white-space: pre-wrap">{_text(text)}</pre>'


def _text(text: str) -> str:
    return escape(readable(without_secrets(text), LONGEST))


def _framed(*parts: str) -> str:
    """Notebooks set what looks like TeX in an output; these classes are what keeps MathJax out."""
    return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'
