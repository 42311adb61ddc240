"""A run as official result files: read back by `recorded:`, and scored by the data set's own rules."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from official_data import write_official
from officialrules import choice_is_right, picture_is_right, rows
from pytest_realunify.engine.selection import planned
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.interfaces import GEUInstance, Request
from pytest_realunify.models.recorded import Recorded
from pytest_realunify.protocols import PUBLISHED
from pytest_realunify.records import Attempt, Case, Poll, Result, Step, Trouble, Verdict
from pytest_realunify.reporting.official_export import export
from pytest_realunify.scoring import score_choice, score_polls
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.suites.official import OfficialSuite
from runbench import stored

REPLIES = [
    "B",
    "The answer is C.",
    "Based on it, the answer is A",
    "d",
    "",
    "None of Them",
    "Answer: (D)",
    "I Cannot tell",
]
"""What parsers disagree about."""

JUDGE = [("yes", "no"), ("Yes, eyes", "Unknown"), ("no", "no"), ("Perhaps", "no")]
"""What a judge says to the two questions about a cart."""


def png(colour: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), (colour, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


def sha(colour: int) -> str:
    return hashlib.sha256(png(colour)).hexdigest()


class Fixture:
    """A suite of four files with a run of all its cases: every reply and every judgement above occurs."""

    def __init__(self, root: Path) -> None:
        write_official(root / "data", count=8)
        self.root = root
        self.suite = OfficialSuite.load(root / "data")
        self.cases = planned(
            self.suite.listings(), ("UEG", "GEU"), [PUBLISHED[name] for name in ("direct", "stepwise", "blind")], 1
        )
        self.results = {case.id: self.result(case, place) for place, case in enumerate(self.cases)}

    def result(self, case: Case, place: int) -> Result:
        instance = self.suite.instance(case.listing, case.protocol)
        polls: tuple[Poll, ...] = ()
        if isinstance(instance, GEUInstance):
            edit = [Step("edit", "Edit.", ("00" * 32,), sha(place))] if case.protocol == "stepwise" else []
            reply = REPLIES[place % len(REPLIES)]
            attempt = Attempt((*edit, Step("understand", "Which?", (), reply)), reply)
            verdict = score_choice(attempt, instance)
        else:
            refine = [Step("understand", "Refine.", (), f"Drawn {place}.")] if case.protocol == "stepwise" else []
            attempt = Attempt((*refine, Step("generate", "Draw.", (), sha(place))), sha(place))
            said = zip(instance.questions, JUDGE[place % len(JUDGE)], strict=True)
            polls = tuple(Poll(asked.question, asked.answer, reply, None) for asked, reply in said)
            verdict = score_polls(attempt, instance.questions, polls, None)
        return Result.of(case, attempt, verdict, None, model="m", worker="main", started="", polls=polls)

    def run(self, results: Sequence[Result] | None = None) -> StoredRun:
        suite = {"name": self.suite.name, "fingerprint": self.suite.fingerprint}
        options = {"realunify_suite": "official:data"}
        kept = list(self.results.values()) if results is None else results
        run = stored(self.root, "run-1", kept, suite=suite, options=options, root=str(self.root))
        for place in range(len(self.cases)):
            run.folder.picture(sha(place)).write_bytes(png(place))
        return run

    def exported(self, results: Sequence[Result] | None = None) -> list[str]:
        return list(export(self.run(results), self.root / "out"))


@pytest.fixture
def fixture(tmp_path: Path) -> Fixture:
    return Fixture(tmp_path)


def test_a_file_per_axis_and_protocol_in_the_order_of_the_data(fixture: Fixture) -> None:
    said = fixture.exported()
    out = fixture.root / "out"
    assert sorted(file.name for file in out.glob("*.json")) == [
        *("GEU_direct.json", "GEU_step.json", "UEG_direct.json", "UEG_step.json")
    ]
    assert said[0] == f"{out}/UEG_step.json: 8 results"
    assert said[-2:] == [
        "not exported: blind, for which there are no official files",
        "the files hold texts of the data set, whose licence does not let you pass them on",
    ]
    assert [row["index"] for row in rows(out / "UEG_direct.json")] == list(range(8))


FIELDS = {
    "UEG_direct": {"prompt", "question_list", "generated_image"},
    "UEG_step": {"new_prompt", "response", "question_list", "generated_image"},
    "GEU_direct": {"question", "option", "answer", "input_image", "evaluation_prompt", "response"},
    "GEU_step": {
        "question",
        "option",
        "answer",
        "input_image",
        "evaluation_prompt",
        "edit_prompt",
        "edit_image",
        "response",
    },
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_row_has_the_official_fields(fixture: Fixture, name: str) -> None:
    fixture.exported()
    for row in rows(fixture.root / "out" / f"{name}.json"):
        assert row.keys() - {"realunify_subtask"} == {"index", "task_type", *FIELDS[name]}


def test_the_data_set_s_own_rules_give_the_parity_verdicts(fixture: Fixture) -> None:
    fixture.exported()
    out = fixture.root / "out"
    found = {}
    for name in FIELDS:
        protocol = "stepwise" if name.endswith("step") else "direct"
        for row in rows(out / f"{name}.json"):
            subtask = f"-{row['realunify_subtask']}" if "realunify_subtask" in row else ""
            case = f"{row['task_type']}{subtask}-{row['index']:04d}-{protocol}"
            asked = {poll.question: poll.reply for poll in fixture.results[case].polls}
            found[case] = (
                picture_is_right(row, out, lambda _, question: asked[question])  # noqa: B023 (called at once)
                if asked
                else choice_is_right(row)
            )
    wanted = {
        case: each.verdict.parity == "correct" for case, each in fixture.results.items() if each.protocol != "blind"
    }
    assert found == wanted
    assert {True, False} == set(found.values())


def test_recorded_replays_the_run(fixture: Fixture) -> None:
    fixture.exported()
    model = Recorded.load(fixture.root / "out")
    for case in fixture.cases:
        if case.protocol == "blind":
            continue
        for step in fixture.results[case.id].steps:
            [output] = getattr(model, step.verb)([Request("", case=case.id)])
            place = fixture.cases.index(case)
            assert (output if step.verb == "understand" else output.getpixel((0, 0))) == (
                step.output if step.verb == "understand" else (place, 0, 0)
            )


def test_the_user_s_own_pictures_stay_where_they_are(fixture: Fixture) -> None:
    fixture.exported()
    out = fixture.root / "out"
    assert not (out / "image").exists()
    assert rows(out / "GEU_direct.json")[0]["input_image"] == "image/mental_tracking/left/images/0.png"


def test_what_has_no_output_is_left_out_and_counted(fixture: Fixture) -> None:
    """The official scripts count a row that is not there as not correct; one without a response stops them."""
    results = dict(fixture.results)
    for case, verdict in (
        ("mental_tracking-left-0000-direct", "error"),
        ("mental_tracking-left-0002-direct", "unsupported"),
    ):
        first = next(each for each in fixture.cases if each.id == case)
        attempt = Attempt(error=Trouble("ModelError", "gone")) if verdict == "error" else Attempt(unsupported="edit")
        state = Verdict("error", "error") if verdict == "error" else Verdict("unsupported", "unsupported")
        results[case] = Result.of(first, attempt, state, None, model="m", worker="main", started="")
    said = fixture.exported(list(results.values()))
    file = fixture.root / "out" / "GEU_direct.json"
    assert f"{file}: 6 results; 2 without an output are left out" in said
    assert len(rows(file)) == 6
    with pytest.raises(DataError, match="no recorded output"):
        Recorded.load(fixture.root / "out").understand([Request("", case="mental_tracking-left-0000-direct")])


def test_a_folder_with_files_in_it_is_refused(fixture: Fixture) -> None:
    (fixture.root / "out").mkdir()
    (fixture.root / "out" / "GEU_direct.json").touch()
    with pytest.raises(UsageError, match=r"out is not empty.*\nName a new folder"):
        fixture.exported()


def test_instances_that_changed_since_are_refused(fixture: Fixture) -> None:
    run = fixture.run()
    write_official(fixture.root / "data", count=7)
    with pytest.raises(UsageError, match="Its instances changed since"):
        list(export(run, fixture.root / "out"))


@pytest.mark.parametrize("reply", ["../../etc/passwd", "zz" * 32, "ab" * 32])
def test_a_picture_that_is_none_or_not_there_is_named(fixture: Fixture, reply: str) -> None:
    """A journal may come from anywhere: what it names never becomes a path."""
    case = "mental_tracking-left-0000-stepwise"
    steps = (Step("edit", "Edit.", (), reply), Step("understand", "Which?", (), "B"))
    first = next(each for each in fixture.cases if each.id == case)
    broken = Result.of(
        first, Attempt(steps, "B"), Verdict("wrong", "wrong"), None, model="m", worker="main", started=""
    )
    with pytest.raises(DataError, match=case):
        fixture.exported([broken])


def test_a_link_is_no_stored_picture(fixture: Fixture) -> None:
    """An export is made to be passed on: what a link of a run from elsewhere leads to must not be in it."""
    run = fixture.run()
    (fixture.root / "private").write_text("secret")
    picture = run.folder.picture(sha(0))
    picture.unlink()
    picture.symlink_to(fixture.root / "private")
    with pytest.raises(DataError, match="is not there, or a link"):
        list(export(run, fixture.root / "out"))


@pytest.mark.parametrize("seed", ["abc", [1], "-1"])
def test_a_seed_that_is_none_is_said(fixture: Fixture, seed: object) -> None:
    run = fixture.run()
    run.facts["options"]["realunify_seed"] = seed
    with pytest.raises(DataError, match="has no readable seed"):
        list(export(run, fixture.root / "out"))


def test_a_repeat_that_was_not_run_is_refused(fixture: Fixture) -> None:
    with pytest.raises(UsageError, match="no result of repeat 1; --repeat counts from 0"):
        list(export(fixture.run(), fixture.root / "out", repeat=1))
