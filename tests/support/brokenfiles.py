"""Files of a run as an accident, another program or an enemy leaves them."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from checkout import DATA
from pytest_realunify.cli.main import main
from pytest_realunify.stored.comparability import suite_facts
from pytest_realunify.suites import resolve as suites

KEPT: Final = DATA / "written_by_version_1"
CASE: Final = "mental_tracking-sequential-0000-direct"
BASELINE: Final = "baseline.json"

JUNK: Final[tuple[object, ...]] = (
    *(None, True, False, 0, -1, 7, 10**30, 10**400, -(2**63) - 1, 0.5, -1e300, 1e308, float("nan"), float("inf")),
    *("", "x", "\ud800", "\x00\x1b[31m", "../../etc", "1e9", "9" * 5000, "\U0001d7d9", "A" * 70_000, "²"),
    *([], [None], [[]], {}, {"": {}}, {"name": []}, {"a": 10**400}, {"calls": "x"}, {"\ud800": 1}, [{"name": 1}]),
)
"""What stands where something else belongs."""

COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "runs": ("runs",),
    "show": ("show", "broken", CASE),
    "report": ("report", "broken"),
    "report markdown": ("report", "broken", "--format=markdown"),
    "report json": ("report", "broken", "--format=json"),
    "report csv": ("report", "broken", "--format=csv"),
    "report html": ("report", "broken", "-o", "page.html"),
    "compare": ("compare", "broken", "whole"),
    "compare json": ("compare", "whole", "broken", "--format=json"),
    "compare markdown": ("compare", "whole", "broken", "--format=markdown"),
    "trend": ("trend", "broken", "whole"),
    "trend json": ("trend", "--format=json"),
    "export": ("export", "broken", "-o", "exported"),
    "merge": ("merge", "broken", "whole", "-o", "merged"),
    "baseline save": ("baseline", "save", "broken", "--force", "-o", "saved.json"),
    "baseline save --runs": ("baseline", "save", "--runs=3"),
    "noise": ("noise", "broken", "whole"),
    "gate": ("gate", "broken", "--gate=GEU:direct>=0.1"),
    "gate --baseline": ("gate", "broken", "--baseline=baseline.json"),
    "plan": ("plan", "--like", "broken", "whole"),
    "plan of a baseline": ("plan", "--like", "baseline.json"),
}
"""By name; `broken` is the run with the broken file, `whole` another."""


def laid_out(folder: Path) -> Path:
    """Two runs of the suite as it is today, and a baseline, in this folder."""
    facts = {**json.loads((KEPT / "run" / "run.json").read_bytes()), "suite": _suite()}
    for name in ("broken", "whole"):
        shutil.copytree(KEPT / "run", folder / "runs" / name)
        (folder / "runs" / name / "run.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    baseline = json.loads((KEPT / BASELINE).read_bytes())
    baseline["provenance"]["suite"] = _suite()
    (folder / BASELINE).write_text(json.dumps(baseline, indent=1), encoding="utf-8")
    return folder


@cache
def _suite() -> dict[str, Any]:
    return suite_facts(suites.resolve("procedural:smoke", root=Path()))


def said(*arguments: str, runs: Path = Path("runs")) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the command, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["--run-dir", str(runs), *arguments])
    return code, out.getvalue(), err.getvalue()


def places(data: Any, within: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value."""
    found = [within] if within else []
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        found += places(value, (*within, key))
    return found


def changed(data: Any, place: Sequence[Any], action: str, junk: object) -> Any:
    """A copy with one value gone, another, or of another key."""
    data = copy.deepcopy(data)
    parent = data
    for key in place[:-1]:
        parent = parent[key]
    value = parent.pop(place[-1])
    if action == "change":
        parent.insert(place[-1], junk) if isinstance(parent, list) else parent.update({place[-1]: junk})
    elif action == "rename" and isinstance(parent, dict):
        parent[str(junk)[:100]] = value
    elif action == "double" and isinstance(parent, list):
        parent[place[-1] : place[-1]] = [value, value]
    return data


@st.composite
def broken(draw: st.DrawFn, text: bytes) -> bytes:
    """A JSON file, or one of lines, changed in one or two places, cut, or with bytes put in."""
    kind = draw(st.sampled_from(["value", "value", "value", "cut", "bytes"]))
    if kind == "cut":
        return text[: draw(st.integers(0, len(text)))]
    if kind == "bytes":
        at = draw(st.integers(0, len(text)))
        return text[:at] + draw(st.binary(min_size=1, max_size=8)) + text[at + draw(st.integers(0, 8)) :]
    lines = [text] if text.startswith(b"{\n") else text.splitlines()
    number = draw(st.integers(0, len(lines) - 1))
    data = json.loads(lines[number])
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from(places(data) or [("nothing",)]))
        if place != ("nothing",):
            action = draw(st.sampled_from(["delete", "change", "change", "rename", "double"]))
            data = changed(data, place, action, draw(st.sampled_from(JUNK)))
    lines[number] = json.dumps(data).encode()
    return b"\n".join(lines) + b"\n"
