"""What of a run's cases reaches the page, and what its suite's licence keeps out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from official_data import write_official
from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.records import Poll, Result, Step, Trouble, Verdict, Vote
from pytest_realunify.reporting.html.gallery import LONGEST, WITHHELD, Gallery
from pytest_realunify.reporting.originals import Originals, is_free
from pytest_realunify.stored.stored_run import StoredRun
from runbench import made, stored

INPUT, EDITED, DRAWN = "a" * 64, "b" * 64, "c" * 64

GEU = made(
    "mental_tracking",
    7,
    "wrong",
    "stepwise",
    expected="B",
    reply="C",
    verdict=Verdict("wrong", "wrong", {"strict": "C", "parity": None}),
    steps=(
        Step("edit", "Recolour it.", (INPUT,), EDITED, 1.234),
        Step("understand", "Which number?", (EDITED,), "C", 0.5),
    ),
)
UEG = made(
    "world_knowledge",
    1,
    "judge-invalid",
    "stepwise",
    expected=None,
    reply=DRAWN,
    steps=(
        Step("understand", "Refine: a cart.", (), "A brown cart."),
        Step("generate", "A brown cart.", (), DRAWN),
    ),
    polls=(
        Poll("Is it brown?", "yes", "yes", "yes"),
        Poll("Any horse?", "no", "?", None, (Vote("?", None), Vote("no", "no"))),
    ),
    error=Trouble("JudgeError", "no majority"),
)


def gallery(tmp_path: Path, *results: Result, shows_inputs: bool = True, **other: Any) -> dict[str, Any]:
    """The data as the script reads it, with places replaced by what is there."""
    run = stored(tmp_path, "one", results)
    made = Gallery(Originals(run), shows_inputs, **other)
    made.add_all(run.results.values())
    return made.data({})


def text(data: dict[str, Any], place: int) -> str | None:
    return None if place == WITHHELD else data["texts"][place]


def test_a_case_has_its_steps_verdicts_gold_and_reply(tmp_path: Path) -> None:
    data = gallery(tmp_path, GEU)
    [case] = data["cases"]
    edit, answer = case["steps"]
    assert (case["id"], case["strict"], case["parity"]) == (GEU.case, "wrong", "wrong")
    assert (case["expected"], case["read"]) == ("B", {"strict": "C", "parity": ""})
    assert (edit["verb"], text(data, edit["prompt"]), edit["seconds"]) == ("edit", "Recolour it.", 1.23)
    assert edit["picture"] == answer["inputs"][0] != edit["inputs"][0]
    assert text(data, answer["text"]) == "C"


def test_a_drawing_has_every_question_and_vote_and_its_trouble(tmp_path: Path) -> None:
    data = gallery(tmp_path, UEG)
    [case] = data["cases"]
    first, second = case["polls"]
    assert (text(data, first["question"]), first["expected"], first["answer"]) == ("Is it brown?", "yes", "yes")
    assert [(text(data, reply), answer) for reply, answer in second["votes"]] == [("?", None), ("no", "no")]
    assert text(data, case["error"]) == "JudgeError: no majority"


def test_a_licensed_suites_inputs_are_left_out_and_the_models_own_work_stays(tmp_path: Path) -> None:
    data = gallery(tmp_path, GEU, UEG, shows_inputs=False)
    drawing, tracking = data["cases"]
    edit, answer = tracking["steps"]
    assert edit["prompt"] == edit["inputs"][0] == answer["prompt"] == WITHHELD
    assert answer["inputs"] == [edit["picture"]]
    assert [poll["question"] for poll in drawing["polls"]] == [WITHHELD, WITHHELD]
    assert text(data, drawing["steps"][1]["prompt"]) == "A brown cart."
    written = json.dumps(data)
    assert not [words for words in ("Recolour", "Which number", "Refine", "brown?", "horse") if words in written]


def test_texts_and_pictures_are_kept_once_and_cases_in_table_order(tmp_path: Path) -> None:
    direct = made("mental_tracking", 7, "correct", steps=(Step("understand", "Which number?", (INPUT,), "C"),))
    data = gallery(tmp_path, GEU, direct, UEG)
    assert [case["id"] for case in data["cases"]] == [UEG.case, direct.case, GEU.case]
    assert data["texts"].count("Which number?") == data["texts"].count("C") == 1
    assert len(data["pictures"]) == 3


def test_a_megabyte_of_reply_is_shortened(tmp_path: Path) -> None:
    data = gallery(tmp_path, made("mental_tracking", 1, steps=(Step("understand", "Q", (), "A" * 1_000_000),)))
    assert max(map(len, data["texts"])) < LONGEST + 50


def test_changes_since_the_baseline_stand_with_their_case(tmp_path: Path) -> None:
    data = gallery(tmp_path, GEU, UEG, changes={GEU.case: Change(GEU.case, "correct", "wrong", True, False)})
    assert "change" not in data["cases"][0]
    assert data["cases"][1]["change"] == {"before": "correct", "after": "wrong", "worse": True, "steady": False}


def test_a_name_that_is_no_sha256_never_becomes_a_path(tmp_path: Path) -> None:
    run = stored(tmp_path, "one", [GEU])
    (run.folder.path / "secret.png").write_bytes(b"")
    assert Originals(run).file("../secret", GEU) is None


def test_a_link_among_the_stored_pictures_is_not_followed(tmp_path: Path) -> None:
    run = stored(tmp_path, "one", [GEU])
    (tmp_path / "private.png").write_bytes(b"")
    run.folder.picture(INPUT).symlink_to(tmp_path / "private.png")
    assert Originals(run).file(INPUT, GEU) is None


@pytest.mark.parametrize(("name", "free"), [("procedural:smoke", True), ("official:/data", False), ("", False)])
def test_only_procedural_suites_may_be_passed_on(tmp_path: Path, name: str, free: bool) -> None:
    assert is_free(stored(tmp_path, "one", [], suite={"name": name, "fingerprint": "0" * 12})) is free


@pytest.fixture
def official(tmp_path: Path) -> StoredRun:
    """A run over official data, whose input is not copied into the run."""
    write_official(tmp_path / "data", ["GEU_direct"], count=1)
    suite = {"name": "official:data", "fingerprint": "0" * 12}
    return stored(tmp_path, "one", [], suite=suite, root=str(tmp_path))


def test_a_suites_own_picture_is_found_by_its_hash(official: StoredRun, tmp_path: Path) -> None:
    file = next(tmp_path.glob("data/**/*.png"))
    asked = made("mental_tracking", 0, instance="mental_tracking-left-0000")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    found = Originals(official).file(sha256, asked)
    assert found is not None
    assert found.samefile(file)
    assert Originals(official).file("0" * 64, asked) is None
    assert Originals(official).file(sha256, made("mental_tracking", 9)) is None
