"""Drawn pictures and a judge, from the command line to the journal."""

from __future__ import annotations

import json

import pytest

from judgebench import AWAY, EYES, NO, UNSURE, YES, JudgeBench

JUDGE = "--realunify-judge=myjudges:Reads"
RECORDED = ["--model=recorded:outputs", JUDGE, "--realunify-protocol=direct"]
PAINTED = ["--model=painter:Paints", JUDGE, "--realunify-protocol=direct"]

BY_HAND = [
    # wheels (gold yes), horse (gold no): strict, parity; worked out by hand from the two definitions
    ((YES, NO), ("correct", "correct")),
    ((NO, NO), ("wrong", "wrong")),
    ((YES, YES), ("wrong", "wrong")),
    ((YES, EYES), ("correct", "wrong")),  # "No, not in my eyes." holds a yes
    ((UNSURE, NO), ("judge-invalid", "wrong")),  # "I cannot tell." holds a no
    ((NO, UNSURE), ("judge-invalid", "wrong")),  # undecided, although one mismatch is sure
    ((YES, UNSURE), ("judge-invalid", "correct")),
    ((AWAY, NO), ("error", "error")),
    ((NO, AWAY), ("error", "wrong")),  # the script stops before it comes to the second question
]


def test_recorded_pictures_score_as_worked_out_by_hand(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([colours for colours, _ in BY_HAND])
    result = judged.run(*RECORDED, *way)
    assert judged.states() == dict(enumerate(verdicts for _, verdicts in BY_HAND))
    result.assert_outcomes(passed=2, failed=7)
    result.stdout.re_match_lines([r"direct +50\.0 .*", r"parity scorer", r"direct +22\.2 .*"])
    result.stdout.fnmatch_lines(
        [
            "direct:   scored 4 of 9, unparsed 0 (0.0%), error 2, judge-invalid 3",
            "judge: myjudges:Reads (fingerprint *), 16 polls",
            "RUN NOT VALID: 55.6% of the cases have no verdict (error 2, judge-invalid 3)*",
        ]
    )


def test_every_outcome_but_the_right_one_is_one_line(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(NO, NO), (UNSURE, NO), (YES, AWAY)])
    result = judged.run(*RECORDED, *way)
    text = result.stdout.str()
    for line in (
        "test_ueg[world_knowledge-0000-direct]' expected yes, got no: Does the cart have 2 wheels? (1 of 2 questions)",
        "world_knowledge-0001-direct: judge-invalid: no yes or no in 'I cannot tell.' to 'Does the cart",
        "world_knowledge-0002-direct: ValueError: boom on this one (myjudges.py:",
    ):
        assert line in text
    assert "Traceback" not in text


def test_the_journal_keeps_what_was_asked_and_said(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, YES)])
    judged.run(*PAINTED, *way)
    folder = judged.folders[-1]
    record = json.loads(folder.journal.read_text())
    assert (record["axis"], record["judge"], record["expected"]) == ("UEG", "myjudges:Reads", None)
    assert [(poll["question"], poll["expected"], poll["reply"], poll["answer"]) for poll in record["polls"]] == [
        ("Does the cart have 2 wheels?", "yes", "Yes.", "yes"),
        ("Is there a horse?", "no", "Yes.", "yes"),
    ]
    assert folder.picture(record["reply"]).is_file()
    facts = folder.facts()["judge"]
    assert (facts["name"], facts["source"], facts["repeats"]) == ("myjudges:Reads", "import", 1)
    assert "{question}" in facts["prompt"]
    assert facts["identity"]["class"] == "myjudges.Reads"
    assert len(facts["identity"]["source"]) == 64
    assert len(facts["fingerprint"]) == 12


def test_the_header_names_the_judge(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)])
    result = judged.run(*PAINTED, "--realunify-judge-repeats=3", *way)
    fingerprint = judged.folders[-1].facts()["judge"]["fingerprint"]
    result.stdout.fnmatch_lines(
        [f"realunify: judge myjudges:Reads (import, fingerprint {fingerprint}), 3 votes per question"]
    )
    result.stdout.no_fnmatch_line("*loaded but not run*")


def test_stepwise_draws_from_the_refined_prompt(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO), (NO, NO)], steps=True)
    judged.run("--model=painter:Paints", JUDGE, *way).assert_outcomes(passed=2, failed=2)
    refine, draw = judged.results["world_knowledge-0000-stepwise"].steps
    assert (refine.verb, draw.verb) == ("understand", "generate")
    assert draw.prompt == refine.output == f"refined {refine.prompt}"


def test_the_model_gets_batches_of_its_size_however_many_are_planned_ahead(judged: JudgeBench) -> None:
    judged.draw([(YES, NO)] * 10)
    judged.pytester.makepyfile(
        sized="""
        from pathlib import Path
        from painter import Paints

        class Sized(Paints):
            def generate(self, requests):
                with Path("sizes.txt").open("a") as log:
                    log.write(f"{len(requests)} ")
                return super().generate(requests)
        """
    )
    judged.run("--model=sized:Sized", *PAINTED[1:], "--realunify-batch-size=2", "-p", "no:xdist")
    assert (judged.path / "sizes.txt").read_text().split() == ["2"] * 5


def test_the_model_draws_on_while_the_judge_looks(judged: JudgeBench, way: list[str]) -> None:
    """This judge answers about the first batch only once the model has begun the second."""
    judged.draw([(YES, NO)] * 4)
    judged.pytester.makepyfile(
        together="""
        import threading
        import myjudges, painter

        second = threading.Event()

        class Paints(painter.Paints):
            begun = 0

            def generate(self, requests):
                Paints.begun += 1
                if Paints.begun == 2:
                    second.set()
                return super().generate(requests)

        class Reads(myjudges.Reads):
            def answer(self, requests):
                assert second.wait(20), "the model waits for the judge"
                return super().answer(requests)
        """
    )
    arguments = ["--model=together:Paints", "--realunify-judge=together:Reads", "--realunify-protocol=direct"]
    judged.run(*arguments, "--realunify-batch-size=1", *way, subprocess=True).assert_outcomes(passed=4)


def test_votes_are_counted_and_their_flips_shown(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)] * 4)
    arguments = ["--realunify-judge=myjudges:Fickle", "--realunify-judge-repeats=3"]
    result = judged.run(*RECORDED[:1], *arguments, "--realunify-protocol=direct", *way)
    assert judged.states()[1] == ("correct", "wrong"), "the majority is right, the first vote is not"
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["judge: * 8 polls of 3 votes, flip rate 25.0%"])
    poll = judged.results["world_knowledge-0001-direct"].polls[0]
    assert [vote.answer for vote in poll.votes] == ["no", "yes", "yes"]
    assert poll.flipped
    assert len(judged.asked) == 24


def test_a_model_that_sees_is_a_judge_and_is_asked_by_the_prompt_of_a_file(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)])
    (judged.path / "ask.txt").write_text("Look well {closely}. {question} Yes or no?\n")
    arguments = ["--realunify-judge=vlm:myjudges:Eye", "--realunify-judge-prompt=ask.txt"]
    judged.run("--model=painter:Paints", *arguments, "--realunify-protocol=direct", *way).assert_outcomes(passed=1)
    assert (judged.path / "prompts.txt").read_text().splitlines() == [
        "Look well {closely}. Does the cart have 2 wheels? Yes or no?",
        "Look well {closely}. Is there a horse? Yes or no?",
    ]
    facts = judged.folders[-1].facts()
    assert facts["judge"]["prompt"] == "Look well {closely}. {question} Yes or no?"
    assert facts["options"]["realunify_judge_prompt"] == facts["judge"]["prompt"]


def test_a_cache_can_be_shared_between_runs_and_its_replies_are_copies(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO), (NO, NO), (UNSURE, NO)])
    shared = ["--realunify-judge-cache=polls", "--realunify-judge-cache-share=replies"]
    judged.run(*PAINTED, *shared, *way)
    first = judged.states()
    assert not any(poll.copied for result in judged.results.values() for poll in result.polls)
    before = len(judged.asked)
    result = judged.run(*PAINTED, *shared, *way)
    assert judged.states() == first
    assert len(judged.folders) == 2
    asked = judged.asked[before:]
    assert {line.partition(" D")[0] for line in asked} == {"(128, 0, 2)"}, "only what held no verdict is asked again"
    assert sum(poll.copied for result in judged.results.values() for poll in result.polls) == 5
    result.stdout.fnmatch_lines(["judge: *; 5 of them copied from other runs or repeats"])
    assert not (judged.folders[-1].path / "polls").exists()


def test_a_run_of_its_own_asks_the_judge_anew(judged: JudgeBench, way: list[str]) -> None:
    """A judge is an instrument with noise of its own: what it once said of a picture is no new evidence."""
    judged.draw([(YES, NO), (NO, NO)])
    for _ in range(2):
        judged.run(*PAINTED, "--realunify-judge-cache=polls", *way)
    assert len(judged.asked) == 8
    seed = judged.folders[-1].facts()["options"]["realunify_sample_seed"]
    judged.run(*PAINTED, "--realunify-judge-cache=polls", f"--realunify-sample-seed={seed}", *way)
    assert len(judged.asked) == 8, "the same run again"
    assert not any(poll.copied for result in judged.results.values() for poll in result.polls)


NOISY = """
import random
from myjudges import Reads


class Noisy(Reads):
    def answer(self, requests):
        super().answer(requests)
        return ["Yes." if random.Random(request.seed).random() < 0.5 else "no" for request in requests]
"""


def test_a_noisy_judge_differs_between_repeats_unless_replies_are_shared(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)])
    judged.pytester.makepyfile(noisy=NOISY)
    how = [PAINTED[0], "--realunify-judge=noisy:Noisy", "--realunify-protocol=direct", "--realunify-repeats=12"]
    judged.run(*how, *way)
    assert {poll.answer for result in judged.results.values() for poll in result.polls} == {"yes", "no"}
    assert len(judged.asked) == 24
    judged.run(*how, "--realunify-judge-cache-share=replies", *way)
    polls = [poll for result in judged.results.values() for poll in result.polls]
    asked, said = (
        len(judged.asked) - 24,
        {question: {p.answer for p in polls if p.question == question} for question in {p.question for p in polls}},
    )
    assert len(said) == 2
    assert all(len(answers) == 1 for answers in said.values())
    assert 2 <= asked <= 4, "by both of two workers at most"
    assert sum(poll.copied for poll in polls) == 24 - asked


def test_both_axes_run_beside_one_another_and_only_drawings_are_judged(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO), (NO, NO)])
    judged.data("AB", steps=False)
    judged.pytester.makepyfile(both="import mymodels, painter\n\nclass Both(mymodels.Right, painter.Paints): pass\n")
    result = judged.run("--model=both:Both", *PAINTED[1:], *way)
    result.assert_outcomes(passed=3, failed=1)
    assert {each.axis: each.judge for each in judged.results.values()} == {"GEU": None, "UEG": "myjudges:Reads"}
    judged.run("--model=both:Both", *PAINTED[1:], "-m", "UEG", *way).assert_outcomes(passed=1, failed=1)
    judged.run("--model=both:Both", *PAINTED[1:], "cases/test_ueg.py", *way).assert_outcomes(passed=1, failed=1)


def test_a_model_that_cannot_draw_has_no_score_and_costs_no_poll(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)])
    judged.run("--model=mymodels:TextOnly", *PAINTED[1:], *way).assert_outcomes(skipped=1)
    assert judged.states() == {0: ("unsupported", "unsupported")}
    assert judged.asked == []


def test_a_protocol_of_the_teams_that_ends_with_text_is_an_error(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)], steps=True)
    judged.pytester.makeconftest(
        """
        import pytest
        from pytest_realunify.protocols import Understand

        def refine_only(case):
            return (yield Understand(case.refine_prompt))

        @pytest.fixture
        def protocol():
            return refine_only
        """
    )
    judged.run("--model=painter:Paints", JUDGE, "--realunify-protocol=stepwise", *way).assert_outcomes(failed=1)
    error = judged.results["world_knowledge-0000-stepwise"].error
    assert error is not None
    assert "ended without a picture" in error.message


def test_show_prints_the_polls(judged: JudgeBench, capsys: pytest.CaptureFixture[str]) -> None:
    from pytest_realunify.cli.main import main

    judged.draw([(YES, YES)])
    judged.run(*PAINTED, "-p", "no:xdist")
    capsys.readouterr()
    main(["--run-dir", str(judged.path / ".realunify/runs"), "show", "last", "world_knowledge-0000-direct"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3:] == ["  poll 2    Is there a horse?", "    expected no, got yes", "    | Yes."]
    assert "  judge     myjudges:Reads" in lines
