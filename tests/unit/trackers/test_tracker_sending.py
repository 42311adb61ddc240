"""Trackers by name, and what is said of each: one line, whatever happens."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evilserver import misbehaving, plain
from pytest_realunify.api.run import Run
from pytest_realunify.errors import UsageError
from pytest_realunify.trackers.finding import Tracker, trackers_of
from pytest_realunify.trackers.sending import LONGEST, Sent, send_all
from pytest_realunify.unsaid import learn
from runbench import made, stored
from trackbench import checkpoint

OWN = """
from pathlib import Path


def diary(run):
    Path("diary.txt").write_text(f"{run.model} {run.stored.summary.missing}")
    return "diary.txt"


class Board:
    def __init__(self, team):
        self.team = team

    def __call__(self, run):
        return f"{self.team}: {run.id}"


nothing = 7
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A team's folder, with trackers of its own."""
    (tmp_path / "owntrackers.py").write_text(OWN)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "owntrackers", raising=False)
    return tmp_path


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return checkpoint(tmp_path / "runs", "one", 3, "step-7")


def sent(run: Run, *trackers: Tracker) -> list[Sent]:
    return list(send_all(run, trackers))


def doing(do: Callable[[Run], Any]) -> Tracker:
    return Tracker("mine", lambda run, _: do(run))


def raising(error: BaseException) -> Callable[[Run], Any]:
    def send(_: Run) -> None:
        raise error

    return send


# Names ----------------------------------------------------------------------------------------------------------------


def test_a_team_s_own_tracker_gets_the_run(own: Path, run: Run) -> None:
    [each] = sent(run, *trackers_of(["owntrackers:diary"], {}, own))
    assert each == Sent("owntrackers:diary tracker: diary.txt", True)
    assert (own / "diary.txt").read_text() == "mine:Model 0"


def test_a_table_gives_a_tracker_its_settings(own: Path, run: Run) -> None:
    tables = {"board": {"adapter": "owntrackers:Board", "team": "blue"}}
    assert [each.line for each in sent(run, *trackers_of(["board"], tables, own))] == ["board tracker: blue: one"]


@pytest.mark.parametrize(
    ("typed", "tables", "words"),
    [
        ("tensorbord", {}, ["unknown tracker (--realunify-tracker): 'tensorbord'", "'tensorboard'"]),
        ("owntrackers:nothing", {}, ["owntrackers:nothing", "int and no function"]),
        ("owntrackers:diray", {}, ["'diray'", "'diary'"]),
        ("board", {"board": {"adapter": "owntrackers:Board", "taem": "blue"}}, ["board", "taem"]),
        ("mlflow", {"mlflow": {"experimnt": "x"}}, ["[tool.realunify.trackers.mlflow]", "'experimnt'", "'experiment'"]),
        ("wandb", {"wandb": {"project": 7}}, ["[tool.realunify.trackers.wandb]", "project is 7"]),
        ("wandb", {"wandb": {"adapter": "owntrackers:diary"}}, ["wandb is built in", "another name"]),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_runs(
    typed: str, tables: dict[str, Any], words: list[str], own: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        trackers_of([typed], tables, own)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("name", ["tensorboard", "mlflow", "wandb"])
def test_a_library_that_is_missing_is_said_with_what_to_type(
    name: str, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own / name).mkdir()  # as W&B leaves one, which Python takes for a module with nothing in it
    monkeypatch.setattr(sys, "path", [str(own), *[each for each in sys.path if "site-packages" not in each]])
    for module in [each for each in sys.modules if each.partition(".")[0] == name]:
        monkeypatch.delitem(sys.modules, module)
    with pytest.raises(UsageError, match=f"tracker {name} needs {name}: pip install") as caught:
        trackers_of([name], {}, own)
    assert f"pytest-realunify[{name}]" in str(caught.value)


@pytest.mark.parametrize(
    ("uri", "wanted"), [("", True), ("sqlite:///here.db", True), ("http://127.0.0.1:9", False), ("databricks", False)]
)
def test_a_store_in_a_database_needs_what_reads_it(
    uri: str, wanted: bool, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    monkeypatch.setattr(sys, "path", [str(own), *[each for each in sys.path if "site-packages" not in each]])
    for module in [each for each in sys.modules if each.partition(".")[0] in ("mlflow", "sqlalchemy", "alembic")]:
        monkeypatch.delitem(sys.modules, module)
    (own / "mlflow").mkdir()
    (own / "mlflow/__init__.py").touch()
    if wanted:
        with pytest.raises(UsageError, match="needs sqlalchemy"):
            trackers_of(["mlflow"], {}, own)
    else:
        assert [each.name for each in trackers_of(["mlflow"], {}, own)] == ["mlflow"]


# Lines ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("no server"),
        OSError(28, "No space left"),
        SystemExit(3),
        pytest.fail.Exception("theirs"),
        ValueError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_tracker_that_fails_is_one_line_and_the_next_has_its_turn(run: Run, error: BaseException) -> None:
    first, second = sent(run, doing(raising(error)), doing(lambda _: "there"))
    assert first.line.startswith(f"mine tracker: not sent: {type(error).__name__}")
    assert first.line.endswith("later: realunify track one --to=mine")
    assert not first.done
    assert second == Sent("mine tracker: there", True)


def test_a_library_s_page_of_words_is_shortened_and_made_harmless(run: Run) -> None:
    [each] = sent(run, doing(raising(RuntimeError("<html>\n\x1b[31m" + "x" * 10_000))))
    assert len(each.line) < LONGEST + 200
    assert each.line.isprintable()


def test_ctrl_c_is_nobody_s_failure(run: Run) -> None:
    with pytest.raises(KeyboardInterrupt):
        sent(run, doing(raising(KeyboardInterrupt())))


def test_no_secret_is_said(run: Run, request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: learn([]))
    learn(["hush-hush-4711"])
    lines = sent(run, doing(raising(RuntimeError("key hush-hush-4711 refused"))), doing(lambda _: "at hush-hush-4711"))
    assert not [each for each in lines if "hush-hush" in each.line]


def test_a_tracker_meets_no_terminal_and_no_warning_as_an_error(run: Run) -> None:
    before = sys.stdin

    def send(_: Run) -> str:
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        return str(sys.stdin.isatty())

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert sent(run, doing(send)) == [Sent("mine tracker: False", True)]
    assert sys.stdin is before


def test_scores_that_are_none_yet_are_not_sent(tmp_path: Path) -> None:
    never = doing(raising(AssertionError("asked")))
    results = [made("mental_tracking", 0)]
    half = stored(tmp_path, "half", results, selected=3, selected_by_protocol={"direct": 3})
    options = {"realunify_protocol": "direct", "realunify_shard": "1/2"}
    shard = stored(tmp_path, "shard", results, options=options)
    lines = [sent(Run.of(each.folder), never)[0] for each in (half, shard)]
    assert [each.done for each in lines] == [False, False]
    assert "2 cases have no result yet" in lines[0].line
    assert "a shard's scores are not the run's" in lines[1].line


def test_a_run_that_cannot_be_read_is_one_line(run: Run) -> None:
    run.folder.journal.write_text("{}\n")
    [each] = sent(Run.of(run.folder), doing(lambda _: "there"))
    assert "journal.jsonl" in each.line
    assert not each.done


# Servers --------------------------------------------------------------------------------------------------------------


def test_an_mlflow_server_that_is_away_costs_one_line_in_seconds(
    run: Run, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("mlflow")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0")
    tables = {"mlflow": {"tracking_uri": "http://me:hush-hush@127.0.0.1:9"}}
    [each] = sent(run, *trackers_of(["mlflow"], tables, own))
    assert each.line.startswith("mlflow tracker: not sent: MlflowException: ")
    assert "hush-hush" not in each.line
    assert "MLFLOW_HTTP_REQUEST_TIMEOUT" not in os.environ


def test_an_mlflow_server_that_talks_nonsense_costs_one_line(run: Run, own: Path) -> None:
    pytest.importorskip("mlflow")
    with misbehaving(plain("<html>who are you?</html>")) as server:
        tables = {"mlflow": {"tracking_uri": f"http://127.0.0.1:{server.server_address[1]}"}}
        [each] = sent(run, *trackers_of(["mlflow"], tables, own))
    assert each.line.startswith("mlflow tracker: not sent: ")
    assert not each.done


def test_a_folder_that_cannot_be_written_costs_one_line(run: Run, own: Path) -> None:
    pytest.importorskip("tensorboard")
    (own / "file").write_text("")
    [each] = sent(run, *trackers_of(["tensorboard:file"], {}, own))
    assert each.line.startswith("tensorboard tracker: not sent: ")
    assert each.line.endswith("later: realunify track one --to=tensorboard")
