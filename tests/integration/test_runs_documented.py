"""docs/runs.md names every field that a run has on disk, and no journal field that there is not."""

from __future__ import annotations

import json
import re
from dataclasses import fields

import pytest

from checkout import DOCS
from judgebench import NO, YES, JudgeBench
from pytest_realunify.records import Poll, Result, Step, Trouble, Verdict, Vote
from pytest_realunify.worker import ray_replicas
from raybench import FakeCluster

PAGE = (DOCS / "runs.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    """The table under a heading: every name of its first column, with the row's text."""
    table = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    found: dict[str, str] = {}
    for line in table.splitlines():
        if line.startswith("| `"):
            found.update(dict.fromkeys(re.findall(r"`([^`]+)`", line.split(" | ")[0]), line))
    return found


@pytest.mark.parametrize("how", [["-n", "2"], ["--realunify-engine=ray", "-p", "no:xdist"]], ids=["n2", "ray"])
def test_the_page_names_every_field_of_run_json(
    judged: JudgeBench, monkeypatch: pytest.MonkeyPatch, how: list[str]
) -> None:
    monkeypatch.setattr(ray_replicas, "Cluster", FakeCluster)
    monkeypatch.setattr(ray_replicas, "check_installed", lambda: None)
    judged.draw([(YES, NO)])
    judged.run("--model=painter:Paints", "--realunify-judge=myjudges:Reads", "--realunify-protocol=direct", *how)
    judged.run("--realunify-resume", *how)
    documented, facts = rows("run.json"), judged.folders[-1].facts()
    assert facts.keys() <= documented.keys()
    for name in ("model", "suite", "judge", "devices"):
        assert all(f"`{part}`" in documented[name] for part in facts[name]), name
    documented_here = {name for name in documented if name in facts}
    assert documented_here >= documented.keys() - {
        *("replicas", "merged", "confirmed", "prices", "tables", "withheld"),
    }, "and names none that there is not"
    folder = judged.folders[-1].path
    assert {each.name for each in folder.iterdir() if each.is_dir()} <= set(re.findall(r"`(\w+)/", PAGE))
    (line,) = (folder / "journal.jsonl").read_text().splitlines()
    assert json.loads(line).keys() <= rows("A line of the journal").keys()


def test_the_page_names_every_field_of_a_journal_line() -> None:
    documented = rows("A line of the journal")
    assert documented.keys() == {field.name for field in fields(Result)}
    parts = {"verdict": Verdict, "polls": Poll, "steps": Step, "error": Trouble}
    for name, kind in parts.items():
        assert all(f"`{field.name}`" in documented[name] for field in fields(kind)), name
    assert all(f"`{field.name}`" in documented["polls"] for field in fields(Vote))
