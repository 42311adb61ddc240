"""What votes come to: repeats, the second asking, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollbench import Toy, ballot, both, polled
from pytest_realunify.engine.poll_cache import REPLY_CHARACTERS
from pytest_realunify.interfaces import JudgeRequest
from pytest_realunify.records import Poll, Vote


class Script:
    """Replies by seed in the order seeds first come, so that repeats of a poll get different ones."""

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.seeds: list[int] = []

    def __call__(self, request: JudgeRequest) -> str:
        self.seeds.append(request.seed)
        return self.replies[len(self.seeds) - 1]


def one(folder: Path, replies: Sequence[str], **settings: object) -> tuple[Poll, Script]:
    script = Script(*replies)
    [result] = polled(Toy(script), folder, [ballot("a", "red?")], **settings)
    assert result.error is None
    [poll] = result.polls
    assert len(script.seeds) == len(script.replies), "every reply of the script was asked for"
    return poll, script


def test_one_vote_leaves_no_list_of_votes(tmp_path: Path) -> None:
    assert one(tmp_path, ["Yes."])[0] == Poll("red?", "yes", "Yes.", "yes")


def test_the_majority_answers_and_every_vote_is_kept(tmp_path: Path) -> None:
    poll, script = one(tmp_path, ["no", "Yes.", "yes"], repeats=3)
    assert poll == Poll("red?", "yes", "no", "yes", (Vote("no", "no"), Vote("Yes.", "yes"), Vote("yes", "yes")))
    assert poll.flipped
    assert len(set(script.seeds)) == 3


@pytest.mark.parametrize(
    ("replies", "answer"),
    [
        (["yes", "no", "hm", "hm"], None),  # one each and one that says neither, twice
        (["hm", "hm", "yes", "hm", "hm"], None),
        (["yes", "hm", "yes", "hm"], "yes"),
    ],
)
def test_an_answer_needs_more_than_half_of_all_votes(tmp_path: Path, replies: list[str], answer: str | None) -> None:
    votes = iter(replies)
    script: dict[int, str] = {}

    def reply(request: JudgeRequest) -> str:
        script[request.seed] = next(votes)
        return script[request.seed]

    [result] = polled(Toy(reply), tmp_path, [ballot("a", "red?")], repeats=3)
    assert result.error is None
    assert result.polls[0].answer == answer


@both
def test_a_reply_that_says_neither_is_asked_once_more_with_another_seed(tmp_path: Path, concurrent: bool) -> None:
    script = Script("Let me look.", "no")
    [result] = polled(Toy(script, concurrent), tmp_path, [ballot("a", "red?")])
    assert result.polls == (Poll("red?", "yes", "no", "no"),)
    assert len(set(script.seeds)) == 2


def test_when_neither_reply_decides_the_first_is_kept(tmp_path: Path) -> None:
    assert one(tmp_path, ["Let me look.", "Hm."])[0] == Poll("red?", "yes", "Let me look.", None)


def test_only_the_unread_polls_of_a_batch_are_asked_again_and_together(tmp_path: Path) -> None:
    judge = Toy(lambda request: "hm" if request.question in ("1?", "3?") else "yes")
    polled(judge, tmp_path, [ballot("a", "1?", "2?"), ballot("b", "3?")])
    assert [[request.question for request in call] for call in judge.calls] == [["1?", "2?", "3?"], ["1?", "3?"]]


def test_a_second_asking_that_fails_is_an_error_and_no_invalid_vote(tmp_path: Path) -> None:
    replies = iter(["hm", OSError("gone")])
    judge = Toy(lambda _: next(replies))
    [result] = polled(judge, tmp_path, [ballot("a", "red?")])
    assert result.polls == ()
    assert result.error is not None
    assert result.error.message == "gone"


def test_seeds_follow_from_picture_question_and_repeat_alone(tmp_path: Path) -> None:
    def seeds(name: str, pictures: Sequence[str], questions: Sequence[str]) -> dict[tuple[str, int], int]:
        judge = Toy()
        polled(judge, tmp_path / name, [ballot(picture, *questions) for picture in pictures], repeats=3)
        requests = [request for call in judge.calls for request in call]
        keys = [
            (f"{picture} {question}", repeat) for picture in pictures for question in questions for repeat in (0, 1, 2)
        ]
        return dict(zip(keys, (request.seed for request in requests), strict=True))

    forward, backward = seeds("x", ["a", "b"], ["1?", "2?"]), seeds("y", ["b", "a"], ["2?", "1?"])
    assert forward == backward
    assert len(set(forward.values())) == 12


@both
def test_what_was_answered_is_not_asked_again_and_what_was_not_is(tmp_path: Path, concurrent: bool) -> None:
    items = [ballot("a", "1?", "2?"), ballot("b", "1?")]
    unsure: Callable[[JudgeRequest], str] = lambda request: "hm" if request.question == "2?" else "yes"  # noqa: E731
    polled(Toy(unsure, concurrent), tmp_path, items)
    again = Toy(concurrent=concurrent)
    results = polled(again, tmp_path, items)
    assert again.asked == ["2?"]
    assert [poll.answer for each in results for poll in each.polls] == ["yes"] * 3


@pytest.mark.parametrize("change", [{"fingerprint": "g"}, {"repeats": 3}])
def test_another_judge_or_another_repeat_is_asked(tmp_path: Path, change: dict[str, object]) -> None:
    polled(Toy(), tmp_path, [ballot("a", "1?")])
    again = Toy()
    polled(again, tmp_path, [ballot("a", "1?")], **change)
    assert len(again.asked) == (2 if "repeats" in change else 1)


def test_a_reply_without_end_is_cut_in_the_middle(tmp_path: Path) -> None:
    reply, _ = one(tmp_path, ["yes " + "word " * REPLY_CHARACTERS + "yes"])
    assert len(reply.reply) <= REPLY_CHARACTERS
    assert reply.reply.startswith("yes")
    assert reply.reply.endswith("yes")
    assert reply.answer == "yes"


def test_a_text_that_no_file_can_hold_is_made_fit(tmp_path: Path) -> None:
    assert one(tmp_path, ["\ud83d yes"])[0].reply == "? yes"


@given(st.lists(st.sampled_from(["yes", "no"]), min_size=5, max_size=5))
def test_five_votes_answer_as_most_of_them(tmp_path_factory: pytest.TempPathFactory, replies: list[str]) -> None:
    poll, _ = one(tmp_path_factory.mktemp("run"), replies, repeats=5)
    assert poll.answer == ("yes" if replies.count("yes") >= 3 else "no")
    assert poll.flipped == (len(set(replies)) > 1)
