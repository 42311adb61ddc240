"""Gates on the run itself: whether all of it is there, and how much of it went wrong through nobody's answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pytest_realunify.decisions.gates.outcome import GateOutcome
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.records import kind_of
from pytest_realunify.taxonomy import in_table_order


def completeness(outlines: Iterable[Outline], selected: Mapping[str, int], missing: Sequence[str] = ()) -> GateOutcome:
    """Whether every selected case finished, and every case of the baseline is among them; `missing` are those that are
    not."""
    finished = Counter(each.protocol for each in outlines)
    unfinished = {name: count - finished[name] for name, count in selected.items() if count > finished[name]}
    absent = Counter((kind_of(case) or "").partition("/")[2] for case in missing)
    # Cases that never finished are missed by the baseline too: they are not counted twice.
    unselected = {name: count - unfinished.get(name, 0) for name, count in absent.items() if name in selected}
    skipped = [name for name in in_table_order(absent) if absent[name] and not selected.get(name)]
    problems = [
        *_stopped(sum(unfinished.values()), sum(selected.values())),
        *_skipped(skipped, sum(absent[name] for name in skipped)),
        *_unselected(sum(count for count in unselected.values() if count > 0)),
        *([] if selected or missing else ["nothing was run"]),
    ]
    done = sum(finished.values())
    lacking = sum(unfinished.values()) + sum(max(0, absent[name] - unfinished.get(name, 0)) for name in absent)
    reason = "; ".join(problems) or f"all {done} cases have a result"
    share = done / (done + lacking) if done + lacking else None
    return GateOutcome("completeness", "completeness", not problems, reason, done, share)


def _stopped(unfinished: int, selected: int) -> Iterable[str]:
    if unfinished:
        yield (
            f"{unfinished} of {selected} selected cases have no result: the run was stopped (-x, --maxfail, Ctrl-C) or "
            "a worker died; --realunify-resume goes on with it"
        )


def _skipped(protocols: Sequence[str], cases: int) -> Iterable[str]:
    if protocols:
        yield (
            f"{cases} cases of the baseline are of protocols that were not run: --realunify-protocol takes "
            f"{', '.join(protocols)} too"
        )


def _unselected(cases: int) -> Iterable[str]:
    if cases:
        yield (
            f"{cases} {'case' if cases == 1 else 'cases'} of the baseline not selected: leave out -k, -m, --lf and "
            "--realunify-limit, and merge shards before judging"
        )


def errors(outlines: Sequence[Outline], selected: Mapping[str, int], budget: float) -> GateOutcome:
    """Whether errors and judge-invalid cases are few enough for the numbers to mean something."""
    states = Counter(each.verdict.strict for each in outlines)
    excluded, total = states["error"] + states["judge-invalid"], max(sum(selected.values()), len(outlines))
    if not total:
        return GateOutcome("errors", "errors", False, "nothing was run")
    share = excluded / total
    errors = f"{states['error']} error{'' if states['error'] == 1 else 's'}"
    reason = f"{errors}, {states['judge-invalid']} judge-invalid of {total} cases"
    return GateOutcome("errors", "errors", share <= budget, reason + _advice(outlines, share, budget), total, share)


def _advice(outlines: Sequence[Outline], share: float, budget: float) -> str:
    if share <= budget:
        return ""
    kinds = Counter(each.trouble for each in outlines if each.trouble is not None)
    most = f", most often {kinds.most_common(1)[0][0]}" if kinds else ""
    return f"{most}: more than {100 * budget:g} %; --realunify-resume tries them again"
