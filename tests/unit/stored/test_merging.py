"""Shards become the run they were parts of, or it is said why they do not."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disklayer import GROWING, DiskLayer, Fault
from pytest_realunify.engine.selection import by_protocol, planned, sharded
from pytest_realunify.errors import UsageError
from pytest_realunify.options.values import Shard
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.protocols import PUBLISHED
from pytest_realunify.records import Case, Result, State, Verdict
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.merging import merge
from pytest_realunify.stored.stored_run import StoredRun
from runbench import stored

STATES: list[State] = ["correct", "wrong", "unparsed", "error", "judge-invalid", "unsupported"]
SMOKE = ProceduralSuite("smoke")
CASES = planned(SMOKE.listings(), ("UEG", "GEU"), [PUBLISHED[name] for name in ("direct", "stepwise")], 1)
OPTIONS = {
    "realunify_suite": "procedural:smoke",
    "realunify_protocol": "direct,stepwise",
    "realunify_seed": "0",
    "realunify_repeats": "1",
    "realunify_limit": "",
}
SUITE = {"name": SMOKE.name, "fingerprint": SMOKE.fingerprint}


def result_of(case: Case, state: State = "correct") -> Result:
    listing = case.listing
    return Result(
        *(case.id, listing.id, listing.axis, listing.category, listing.subtask, case.protocol, case.repeat),
        Verdict(state, state),
        expected="A",
        reply="A",
    )


def part(root: Path, shard: Shard, results: Sequence[Result] | None = None, name: str = "", **other: Any) -> StoredRun:
    """A shard's run; by default all its cases, correct."""
    cases = sharded(CASES, shard)
    facts = {
        "suite": SUITE,
        "options": {**OPTIONS, "realunify_shard": shard.text, **other.pop("options", {})},
        "selected_by_protocol": by_protocol(cases),
        "planned_by_protocol": by_protocol(CASES),
        **other,
    }
    kept = [result_of(case) for case in cases] if results is None else results
    return stored(root, name or f"shard-{shard.number}", kept, **facts)


def parts(root: Path, of: int, **other: Any) -> Iterator[StoredRun]:
    return (part(root, Shard(number, of), **other) for number in range(1, of + 1))


def merged(root: Path, runs: Sequence[StoredRun]) -> tuple[StoredRun, list[str]]:
    """The one run in `root`/merged, and what was said."""
    said = list(merge(runs, root / "merged"))
    return the_run(root), said


def the_run(root: Path) -> StoredRun:
    [file] = (root / "merged").glob("*/run.json")
    return StoredRun.load(RunFolder(file.parent))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(STATES), min_size=len(CASES), max_size=len(CASES)), st.integers(1, 7), st.randoms())
def test_the_shards_of_a_run_are_the_run(states: list[State], of: int, chance: Any) -> None:
    results = {case.key: result_of(case, state) for case, state in zip(CASES, states, strict=True)}
    with TemporaryDirectory() as folder:
        root = Path(folder)
        whole = stored(root, "whole", results.values(), suite=SUITE, options=OPTIONS)
        shards = [Shard(number, of) for number in range(1, of + 1)]
        runs = [part(root, shard, [results[case.key] for case in sharded(CASES, shard)]) for shard in shards]
        run, said = merged(root, chance.sample(runs, of))
        assert run.results == whole.results
        assert run.summary == whole.summary
        assert run.selected == whole.selected
        assert said == [
            f"merged {of} {'shard' if of == 1 else 'shards'} into {run.folder.path}: {len(CASES)} of {len(CASES)} cases"
        ]


def test_the_merged_run_says_of_what_it_was_made_and_is_no_shard(tmp_path: Path) -> None:
    late: dict[str, Any] = {"started": "2027-01-01T00:00:00", "finished": "2027-01-02T00:00:00", "resumed": ["x"]}
    run, _ = merged(tmp_path, [part(tmp_path, Shard(1, 2), **late), part(tmp_path, Shard(2, 2), devices={"names": []})])
    assert run.facts["id"] == run.id
    assert [(each["id"], each["shard"]) for each in run.facts["merged"]] == [("shard-1", "1/2"), ("shard-2", "2/2")]
    assert run.facts["merged"][1]["devices"] == {"names": []}
    assert (run.started, run.facts["finished"]) == ("2026-01-02T03:04:05.678+00:00", "2027-01-02T00:00:00")
    assert run.facts["options"]["realunify_shard"] == ""
    assert run.facts["options"]["realunify_run_dir"] == str(tmp_path / "merged")
    assert "resumed" not in run.facts


def test_pictures_come_along_once_and_nothing_else_does(tmp_path: Path) -> None:
    runs = list(parts(tmp_path, 2))
    for number, run in enumerate(runs):
        run.folder.picture("ab" * 32).write_bytes(b"both")
        run.folder.picture(f"{number}" * 64).write_bytes(b"own")
        (run.folder.images / "notes.png").write_bytes(b"no picture of ours")
    run, _ = merged(tmp_path, runs)
    assert sorted(file.name[:2] for file in run.folder.images.iterdir()) == ["00", "11", "ab"]
    assert run.folder.picture("1" * 64).read_bytes() == b"own"
    assert run.folder.picture("1" * 64).samefile(runs[1].folder.picture("1" * 64))


def test_a_link_out_of_a_shard_is_not_followed(tmp_path: Path) -> None:
    runs = list(parts(tmp_path, 2))
    (tmp_path / "secret").write_text("secret")
    runs[0].folder.picture("ab" * 32).symlink_to(tmp_path / "secret")
    os.mkfifo(runs[1].folder.picture("cd" * 32))
    run, _ = merged(tmp_path, runs)
    assert not [*run.folder.images.iterdir()]


def test_a_run_with_a_killed_shard_is_not_finished(tmp_path: Path) -> None:
    runs = list(parts(tmp_path, 2))
    killed = {name: value for name, value in runs[1].facts.items() if name != "finished"}
    assert "finished" not in merged(tmp_path, [runs[0], replace(runs[1], facts=killed)])[0].facts


def test_an_absent_shard_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    runs = list(parts(tmp_path, 8))
    with pytest.raises(UsageError, match=r"^shard 3/8, 5/8 is not among the runs named\.\n"):
        merged(tmp_path, [run for run in runs if run.id not in ("shard-3", "shard-5")])
    run = the_run(tmp_path)
    assert run.summary.missing == 16
    assert run.selected == {"direct": 32, "stepwise": 32}


@pytest.mark.parametrize("after", [0, 3, 8, 30])
def test_a_full_disk_is_said_in_words_and_leaves_no_half_of_a_run(tmp_path: Path, after: int) -> None:
    runs = list(parts(tmp_path / "shards", 2))
    full = DiskLayer(tmp_path / "all", Fault(errno.ENOSPC, after, GROWING)).entered()
    with full, pytest.raises(UsageError, match=r"cannot write .*: No space left on device"):
        list(merge(runs, tmp_path / "all"))
    assert not [path for path in (tmp_path / "all").glob("*") if path.is_dir()]


def test_missing_cases_are_named(tmp_path: Path) -> None:
    one = part(tmp_path, Shard(1, 2))
    cases = sharded(CASES, Shard(2, 2))
    two = part(tmp_path, Shard(2, 2), [result_of(case) for case in cases[3:]])
    said: list[str] = []
    with pytest.raises(UsageError, match="3 cases did not finish in their shards") as raised:
        said.extend(merge([one, two], tmp_path / "merged"))
    run = the_run(tmp_path)
    assert sorted(line.strip() for line in said[2:]) == sorted(case.id for case in cases[:3])
    assert said[1] == "missing: direct 3"
    assert f"--realunify-resume={run.id}" in str(raised.value)


def test_a_shard_that_chose_with_k_is_whole_with_what_it_chose(tmp_path: Path) -> None:
    runs = []
    for number in (1, 2):
        cases = [case for case in sharded(CASES, Shard(number, 2)) if "mental" in case.id]
        kept = [result_of(case) for case in cases]
        runs.append(part(tmp_path, Shard(number, 2), kept, selected_by_protocol=by_protocol(cases)))
    run, _ = merged(tmp_path, runs)
    assert run.selected == {"direct": 4, "stepwise": 4}
    assert run.summary.missing == 0


def test_the_same_shard_twice_is_welcome_while_it_says_the_same(tmp_path: Path) -> None:
    again = part(tmp_path, Shard(1, 2), name="shard-1-again")
    run, _ = merged(tmp_path, [*parts(tmp_path, 2), again])
    assert len(run.results) == len(CASES)
    assert run.summary.missing == 0


def test_two_verdicts_for_a_case_are_refused_by_name(tmp_path: Path) -> None:
    cases = sharded(CASES, Shard(1, 2))
    again = part(tmp_path, Shard(1, 2), [result_of(cases[0], "wrong")], name="again")
    with pytest.raises(
        UsageError, match=rf"^{cases[0].id} is wrong in run again and correct in run shard-1, which both"
    ):
        merged(tmp_path, [*parts(tmp_path, 2), again])
    assert not (tmp_path / "merged").exists()


DIFFERENT: dict[str, dict[str, Any]] = {
    r"suite: procedural:smoke \(.*\) and other \(fingerprint 9{12}\)": {
        "suite": {"name": "other", "fingerprint": "9" * 12}
    },
    r"judge: pixels \(fingerprint 1{12}\) and pixels \(fingerprint 2{12}\)": {
        "judge": {"name": "pixels", "fingerprint": "2" * 12}
    },
    "scorers: strict 1, parity 1 and strict 2, parity 1": {"scorers": {"strict": 2, "parity": 1}},
    "model: 'mine:Model' and 'yours'": {"model": {"name": "yours"}},
    "--realunify-seed: '0' and '1'": {"options": {"realunify_seed": "1"}},
    "--realunify-limit: '' and '3'": {"options": {"realunify_limit": "3"}},
}


@pytest.mark.parametrize("problem", DIFFERENT)
def test_shards_of_different_runs_are_refused(tmp_path: Path, problem: str) -> None:
    known: dict[str, Any] = {"model": {"name": "mine:Model", "identity": {"version": 1}}}
    runs = [part(tmp_path, Shard(1, 2), **known), part(tmp_path, Shard(2, 2), **{**known, **DIFFERENT[problem]})]
    with pytest.raises(UsageError, match=f"runs shard-1 and shard-2 differ in {problem}"):
        merged(tmp_path, runs)


@pytest.mark.parametrize("who", ["model", "judge"])
@pytest.mark.parametrize("versions", [(1, 2), (None, 1, 2), (1, None, 2), (2, None, 1)])
def test_shards_are_compared_each_with_each_in_what_answered(
    tmp_path: Path, who: str, versions: tuple[int | None, ...]
) -> None:
    """One that never answered, be it the first, hides no difference between the others."""
    name = {"model": {"name": "mine:Model"}, "judge": {"name": "pixels", "fingerprint": "1" * 12}}[who]
    told: list[dict[str, Any]] = [{**name, **({"identity": {"weights": each}} if each else {})} for each in versions]
    facts: list[dict[str, Any]] = [{who: each} for each in told]
    runs = [part(tmp_path, Shard(number, len(told)), **each) for number, each in enumerate(facts, 1)]
    before, now = (each for each in versions if each)
    with pytest.raises(UsageError, match=rf"differ in {who}: .* another .*weights \({now}, was {before}\)"):
        merged(tmp_path, runs)


def test_shards_on_other_machines_are_of_one_model(tmp_path: Path) -> None:
    identities = [{"weights": 1, "batch_size": number, "device": f"cuda:{number}"} for number in (1, 2)]
    runs = [
        part(tmp_path, Shard(number, 2), model={"name": "mine:Model", "identity": identity})
        for number, identity in enumerate(identities, 1)
    ]
    assert merged(tmp_path, runs)[0].summary.missing == 0


def test_a_shard_whose_model_never_said_who_it_is_fits(tmp_path: Path) -> None:
    known: dict[str, Any] = {"model": {"name": "mine:Model", "identity": {"version": 1}}}
    run, _ = merged(tmp_path, [part(tmp_path, Shard(1, 2)), part(tmp_path, Shard(2, 2), **known)])
    assert run.facts["model"]["identity"] == {"version": 1}


def test_a_run_of_all_cases_is_no_shard(tmp_path: Path) -> None:
    whole = stored(tmp_path, "whole", map(result_of, CASES), suite=SUITE, options=OPTIONS)
    with pytest.raises(UsageError, match="run whole is no shard: it was asked for all cases"):
        merged(tmp_path, [whole])


def test_halves_and_thirds_do_not_fit(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run shard-1 is shard 1/2 and run other is shard 2/3"):
        merged(tmp_path, [part(tmp_path, Shard(1, 2)), part(tmp_path, Shard(2, 3), name="other")])
