"""How much of its suite a run set out to do: by what of it debug runs are known among whole ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_realunify.stored.comparability import Comparability

Facts = Mapping[str, Any]
"""run.json, checked."""


def chosen(facts: Facts) -> Counter[str]:
    """Cases by protocol that the run set out to do, repeats counted. Those of a second look are no others."""
    found = Counter({str(name): int(count) for name, count in facts.get("selected_by_protocol", {}).items()})
    found.subtract((facts.get("confirmed") or {}).get("by_protocol", {}))
    return +found


def planned(facts: Facts) -> Counter[str]:
    """Those that its suite has under --realunify-limit; empty in a run stored before it was told."""
    return Counter({str(name): int(count) for name, count in facts.get("planned_by_protocol", {}).items()})


def left_out(facts: Facts) -> Counter[str]:
    """Of these the ones that it did not choose, as by `-k`, `-m`, `--lf` and names of cases."""
    return planned(facts) - chosen(facts)


def debug_runs(runs: Sequence[Facts]) -> list[str]:
    """Of each run, what part of its suite it took, where that makes it a debug run; else empty.

    A run of a part (`-k`, `--realunify-limit`, …) is one where at least as many runs took the whole as took that part:
    a team whose builds all take the same part has no debug runs of these.
    """
    most: defaultdict[tuple[str, str], int] = defaultdict(int)
    for facts in runs:
        for protocol, count in (planned(facts) | chosen(facts)).items():
            place = _suite(facts), protocol
            most[place] = max(most[place], count // _repeats(facts))
    parts = [_part(facts, most) for facts in runs]
    kinds = Counter(_kind(facts, part) for facts, part in zip(runs, parts, strict=True))
    return [
        part if part and kinds[_kind(facts, part)] <= kinds[_kind(facts, "")] else ""
        for facts, part in zip(runs, parts, strict=True)
    ]


def _part(facts: Facts, most: Mapping[tuple[str, str], int]) -> str:
    """Such as `2 of 320 direct cases`; empty where it is the whole."""
    told = []
    for protocol in planned(facts) | chosen(facts):
        took, whole = chosen(facts)[protocol] // _repeats(facts), most[_suite(facts), protocol]
        told += [f"{took} of {whole} {protocol}"] if took < whole else []
    return f"{', '.join(told)} cases" if told else ""


def _kind(facts: Facts, part: str) -> tuple[str, str]:
    return _suite(facts), part


def _suite(facts: Facts) -> str:
    return Comparability.of(facts).suite.fingerprint


def _repeats(facts: Facts) -> int:
    told = str(facts["options"].get("realunify_repeats") or "1")
    return max(1, int(told)) if told.isdecimal() else 1
