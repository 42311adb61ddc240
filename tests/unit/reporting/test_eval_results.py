"""Scores for a model's page on the hub, read back by huggingface_hub itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.reporting.eval_results import DATASET, Wanted, export_entries
from pytest_realunify.stored.stored_run import StoredRun
from runbench import made, stored
from trackbench import checkpoint

hub: Any = pytest.importorskip("huggingface_hub")
yaml: Any = pytest.importorskip("yaml")

COMMIT = "5503434ddd753f426f4b38109466949a1217c2bb"


def of_suite(root: Path, name: str, **facts: Any) -> StoredRun:
    return checkpoint(root / "runs", "one", 3, suite={"name": name, "fingerprint": "0" * 12, **facts}).stored


def read(folder: Path) -> list[Any]:
    text = (folder / ".eval_results/realunify.yaml").read_text(encoding="utf-8")
    return list(hub.parse_eval_result_entries(yaml.safe_load(text)))


def test_every_score_is_an_entry_in_percent(tmp_path: Path) -> None:
    run = of_suite(tmp_path, f"hub:{DATASET}@{COMMIT}", commit=COMMIT)
    file, _ = export_entries(run, tmp_path, Wanted(source="https://ci/run/7"))
    found = {entry.task_id: entry for entry in read(tmp_path)}
    assert file == f"{tmp_path}/.eval_results/realunify.yaml: {len(found)} scores (parity) of {DATASET}"
    rows = {row.protocol: row.cells for row in run.summary.rows["parity"]}
    assert len(found) == sum(len(cells) for cells in rows.values())
    for protocol, cells in rows.items():
        for scope, cell in cells.items():
            assert cell.estimate is not None
            assert found[f"{protocol}_{scope.lower()}"].value == pytest.approx(100 * cell.estimate.value, abs=1e-4)
    total = found["stepwise_total"]
    assert (total.dataset_id, total.dataset_revision) == (DATASET, COMMIT)
    assert total.date == "2026-01-02T04:04:05.678+00:00"
    assert total.source_url == "https://ci/run/7"
    assert "60 instances, 95 % interval" in total.notes
    assert "judge pixels" in total.notes


def test_the_other_scorer_can_be_asked_for(tmp_path: Path) -> None:
    list(export_entries(of_suite(tmp_path, "official:data"), tmp_path, Wanted(scorer="strict")))
    found = {entry.task_id: entry for entry in read(tmp_path)}
    assert found["stepwise_total"].value == pytest.approx(50)
    assert found["stepwise_total"].dataset_id == DATASET
    assert found["stepwise_total"].dataset_revision is None
    assert found["stepwise_total"].source_url is None


def test_scores_of_another_suite_are_not_the_data_set_s(tmp_path: Path) -> None:
    run = of_suite(tmp_path, "procedural:smoke")
    with pytest.raises(UsageError, match="--dataset=OWNER/NAME"):
        list(export_entries(run, tmp_path, Wanted()))
    assert not (tmp_path / ".eval_results").exists()
    list(export_entries(run, tmp_path, Wanted(dataset="team/twin")))
    assert {entry.dataset_id for entry in read(tmp_path)} == {"team/twin"}


@pytest.mark.parametrize("typed", ["team", "a/b/c", "../x/y", "a b/c"])
def test_what_is_no_id_of_a_data_set_is_refused(tmp_path: Path, typed: str) -> None:
    with pytest.raises(UsageError, match="OWNER/NAME"):
        list(export_entries(of_suite(tmp_path, "procedural"), tmp_path, Wanted(dataset=typed)))


def test_half_a_run_is_not_published(tmp_path: Path) -> None:
    results, facts = [made("mental_tracking", 0)], {"suite": {"name": "official:data", "fingerprint": "0" * 12}}
    half = stored(tmp_path, "half", results, selected=2, selected_by_protocol={"direct": 2}, **facts)
    shard = stored(tmp_path, "shard", results, options={"realunify_shard": "1/2", "realunify_protocol": ""}, **facts)
    for run, word in ((half, "not complete: 1 case has no result"), (shard, "is a shard")):
        with pytest.raises(UsageError, match=word):
            list(export_entries(run, tmp_path, Wanted()))


def test_what_lies_there_is_replaced_only_where_it_is_of_the_same_data_set(tmp_path: Path) -> None:
    run, file = of_suite(tmp_path, "official:data"), tmp_path / ".eval_results/realunify.yaml"
    list(export_entries(run, tmp_path, Wanted()))
    before = file.read_text()
    list(export_entries(run, tmp_path, Wanted()))
    assert file.read_text() == before
    for foreign in ("- dataset: {id: cais/hle, task_id: default}\n  value: 1\n", "hello", "- [1", "{}: {}", "\x00"):
        file.write_text(foreign)
        with pytest.raises(UsageError, match="another folder"):
            list(export_entries(run, tmp_path, Wanted()))
        assert file.read_text() == foreign
