"""The committed file: what it is made of, that it survives a round trip, and what it refuses to be compared with."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselinebench import IDENTITY, run
from pytest_realunify.decisions.baseline import Baseline, unfit
from pytest_realunify.decisions.baseline.provenance import commit
from pytest_realunify.decisions.counts import CaseRecord, RunCounts
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.records import State, Verdict
from pytest_realunify.taxonomy import CATEGORY
from runbench import right

STATES: Sequence[State] = get_args(State)
verdicts = st.builds(Verdict, st.sampled_from(STATES), st.sampled_from(STATES))
case_ids = st.builds(
    lambda category, index, protocol: f"{category}-x-{index:04d}-{protocol}",
    st.sampled_from(list(CATEGORY)),
    st.integers(0, 9999),
    st.sampled_from(["direct", "stepwise"]),
)
tables = st.dictionaries(case_ids, st.lists(verdicts, min_size=1, max_size=6), min_size=1, max_size=8)
HEAD = Baseline.of_runs([run()]).provenance


@pytest.fixture(autouse=True)
def _without_git(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Laws are tried a hundred times, and need no process each."""
    if "commit" not in request.node.name:
        monkeypatch.setenv("PATH", "")


def made(cases: dict[str, list[Verdict]]) -> Baseline:
    """With the head of a run."""
    return Baseline({case: CaseRecord((RunCounts.of(cases[case]),)) for case in sorted(cases)}, HEAD)


@given(tables)
def test_what_was_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, cases: dict[str, list[Verdict]]
) -> None:
    baseline = made(cases)
    file = tmp_path_factory.mktemp("kept") / "b.json"
    baseline.write(file)
    assert Baseline.load(file) == replace(baseline, source=str(file))
    assert [each.name for each in file.parent.iterdir()] == ["b.json"]


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_the_file_does_not_depend_on_the_order_of_results(states: list[State], shuffle: random.Random) -> None:
    first = run(states)
    others = list(first.results.items())
    shuffle.shuffle(others)
    assert Baseline.of_runs([replace(first, results=dict(others))]).dumps() == Baseline.of_runs([first]).dumps()


def test_the_file_is_a_head_and_then_a_line_per_case() -> None:
    lines = Baseline.of_runs([run(("wrong", "correct", "unparsed"))]).dumps().splitlines()
    assert lines[:2] == ["{", ' "format": 2,']
    assert lines[-11:-5] == [
        ' "cases": {',
        '  "mental_tracking-x-0000-direct": "wrong",',
        '  "mental_tracking-x-0001-direct": "correct",',
        '  "mental_tracking-x-0002-direct": "unparsed"',
        " },",
        ' "replies": {',
    ]
    data = json.loads("\n".join(lines))
    assert list(data["replies"]) == list(data["cases"])
    assert all(re.fullmatch("[0-9a-f]{8}", digest) for digest in data["replies"].values())
    head = data["provenance"]
    assert list(head) == ["suite", "judge", "scorers", "model", "versions", "options", "runs", "created", "commit"]
    assert head["judge"] == {"name": "pixels", "fingerprint": "j1"}
    assert head["options"] == {"protocol": "direct", "seed": "0", "repeats": "1"}
    assert head["created"] == "2026-01-02T04:04:05.678+00:00"


def test_several_runs_stand_side_by_side() -> None:
    both = Baseline.of_runs([run(("correct", "wrong"), "b"), run(("wrong", "wrong"), "a")])
    assert [record.text for record in both.cases.values()] == ["wrong | correct", "wrong | wrong"]
    assert both.provenance["runs"] == ["a", "b"]
    first = both.cases["mental_tracking-x-0000-direct"]
    assert (first.correct, first.scored) == (1, 2)
    assert both.evidence.places == {("mental_tracking", "direct"): list(both.cases)}


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        ({"suite": {"name": "procedural", "fingerprint": "s2"}}, "suite: procedural (fingerprint s1) and procedural"),
        ({"scorers": {"strict": 2, "parity": 1}}, "scorers: parity 1, strict 1 and parity 1, strict 2"),
        ({"judge": {"name": "pixels", "fingerprint": "j2"}}, "judge: pixels (fingerprint j1)"),
        ({"model": {"name": "other", "identity": IDENTITY}}, "model: mine"),
        ({"model": {"name": "mine", "identity": {"weights": "cd34"}}}, "model: mine"),
    ],
)
def test_runs_of_different_things_make_no_baseline(facts: dict[str, Any], what: str) -> None:
    with pytest.raises(UsageError, match="runs a and b differ in") as refused:
        Baseline.of_runs([run(name="a"), run(name="b", **facts)])
    assert what in str(refused.value)


def test_a_run_without_drawings_goes_with_any_judge() -> None:
    both = Baseline.of_runs([run(name="a"), run(name="b", judge=None)])
    assert both.provenance["judge"] == {"name": "pixels", "fingerprint": "j1"}
    both.check(run(judge=None).facts)


def test_a_run_from_before_scorers_were_named_is_of_the_first_ones() -> None:
    old = run()
    facts = {key: value for key, value in old.facts.items() if key != "scorers"}
    assert Baseline.of_runs([replace(old, facts=facts)]).provenance["scorers"] == {"strict": 1, "parity": 1}


def test_a_run_whose_facts_were_tampered_with_is_named() -> None:
    with pytest.raises(DataError, match=r"b/run\.json, field 'suite\.fingerprint': Expected `str`, got `int`"):
        Baseline.of_runs([run(name="a/b", suite={"name": "x", "fingerprint": 3})])


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (
            {"suite": {"name": "procedural", "fingerprint": "s2"}},
            "suite procedural (fingerprint s1), this run has procedural (fingerprint s2)",
        ),
        ({"scorers": {"strict": 1, "parity": 2}}, "scorers strict 1, parity 1, this run has strict 1, parity 2"),
        (
            {"judge": {"name": "vlm:x", "fingerprint": "j2"}},
            "judge pixels (fingerprint j1), this run has vlm:x (fingerprint j2)",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_to_type(facts: dict[str, Any], says: str) -> None:
    baseline = replace(Baseline.of_runs([run()]), source="ci/base.json")
    with pytest.raises(UsageError) as refused:
        baseline.check(run(**facts).facts)
    first, *_, last = str(refused.value).splitlines()
    assert first == f"baseline ci/base.json was made with {says}:"
    assert last.endswith("then type: realunify baseline save last -o ci/base.json")


def test_the_same_data_under_another_path_can_be_compared() -> None:
    Baseline.of_runs([run()]).check(run(suite={"name": "official:/elsewhere", "fingerprint": "s1"}).facts)


def test_another_model_is_what_is_being_tested() -> None:
    baseline = Baseline.of_runs([run()])
    for model in ({"name": "mine", "identity": {"weights": "new"}}, {"name": "other"}):
        baseline.check(run(model=model).facts)
    assert baseline.notes(run().facts) == []
    assert baseline.notes(run(model={"name": "other"}).facts) == ["the baseline is of model mine, this run of other"]
    changed = run(model={"name": "mine", "identity": {**IDENTITY, "weights": "cd34"}})
    assert baseline.notes(changed.facts) == ["model mine is not what it was in the baseline: weights (cd34, was ab12)"]


def test_a_judge_of_other_weights_behind_the_same_name_is_another() -> None:
    judges = [{"name": "mine", "fingerprint": "j1", "identity": {"weights": each}} for each in ("v1", "v2")]
    first, later = (run(name=str(number), judge=judge) for number, judge in enumerate(judges))
    baseline = Baseline.of_runs([first])
    said = "judge mine (fingerprint j1), this run has mine with another weights (v2, was v1) (fingerprint j1)"
    with pytest.raises(UsageError) as refused:
        baseline.check(later.facts)
    assert said in str(refused.value)
    baseline.check({**later.facts, "judge": {**judges[1], "identity": None}})  # not built yet: it cannot be told
    (note,) = baseline.notes(later.facts)
    assert note.startswith("judge is not what it was in the baseline: mine with another weights (v2, was v1)")
    assert Baseline.update(baseline, [later]).provenance["runs"] == ["1"]


def test_the_size_of_batches_makes_no_other_model() -> None:
    larger = run(name="b", model={"name": "mine", "identity": {**IDENTITY, "batch_size": 64}})
    both = Baseline.of_runs([run(name="a"), larger])
    assert both.provenance["model"] == {"name": "mine", "identity": IDENTITY}
    assert both.notes(larger.facts) == []


def test_one_line_says_where_it_came_from() -> None:
    baseline = replace(Baseline.of_runs([run()]), source="b.json")
    head = {**baseline.provenance, "commit": "0123456789abcdef"}
    said = replace(baseline, provenance=head).headline
    assert said == "b.json (mine on procedural, 2 cases, 1 run, 2026-01-02, commit 01234567)"


def test_the_commit_is_git_s_and_its_absence_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert commit(tmp_path) is None
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    for asked in (["init", "-q"], [*who, "commit", "-q", "--allow-empty", "-m", "first"]):
        subprocess.run(["git", *asked], cwd=tmp_path, check=True)
    found = commit(tmp_path)
    assert found is not None
    assert len(found) == 40
    monkeypatch.setenv("PATH", str(tmp_path))
    assert commit(tmp_path) is None


def test_a_run_that_says_too_little_is_unfit() -> None:
    assert unfit(run()) is None
    assert str(unfit(run(name="r1", selected_by_protocol={"direct": 5}))).startswith("run r1 has no result for 3 of 5")
    troubled = str(unfit(run(("error", *right(19, 19)), name="r1")))
    assert troubled.startswith("5.0 % of run r1 ended in error or judge-invalid")
    assert "--realunify-resume=r1" in troubled
    assert unfit(run([], name="r1")) == "run r1 has no results"


def test_trouble_is_kept_as_trouble() -> None:
    kept = Baseline.of_runs([run(("error", "judge-invalid", "unsupported"))])
    assert [record.text for record in kept.cases.values()] == ["error", "judge-invalid", "unsupported"]
    assert [record.scored for record in kept.cases.values()] == [0, 0, 0]
