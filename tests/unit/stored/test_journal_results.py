"""A journal read in one pass is what it was read whole: the same results, the same order, the same words for what is
broken. And little of it is kept."""

from __future__ import annotations

import gc
import json
import tempfile
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokenfiles import JUNK
from pytest_realunify.decisions.evidence import Evidence, deterministic
from pytest_realunify.errors import DataError
from pytest_realunify.numbers.outlines import all_said, outlined
from pytest_realunify.numbers.summary import summarise
from pytest_realunify.records import Poll, Result, State, Step, Trouble, Verdict, Vote, to_json
from pytest_realunify.stored.journal import FORMAT, RunFolder
from pytest_realunify.stored.stored_run import StoredRun

Key = tuple[str, int]

REPLIES = st.sampled_from(["B.", "é “quoted”\n", "", None])
POLLS = st.builds(
    Poll,
    st.just("Is it red?"),
    st.sampled_from(["yes", "no"]),
    st.sampled_from(["yes", "unclear: the object: its colour"]),
    st.sampled_from(["yes", "no", None]),
    st.sampled_from([(), (Vote("yes", "yes"), Vote("no", "no")), (Vote("?", None),)]),
    st.booleans(),
    st.sampled_from(["", "pixels", "vlm:x"]),
)
COUNTS = st.dictionaries(st.sampled_from(["calls", "output_tokens", "own"]), st.integers(0, 10**6), max_size=2)
STEPS = st.builds(
    Step,
    st.sampled_from(["understand", "generate"]),
    st.just("Look."),
    output=REPLIES,
    usage=COUNTS,
    finish=st.sampled_from(["", "length"]),
)
STATES: st.SearchStrategy[State] = st.sampled_from(get_args(State))


@st.composite
def results(draw: st.DrawFn) -> Result:
    """Of one of a few cases, so that some are run again."""
    protocol = draw(st.sampled_from(["direct", "stepwise"]))
    instance = f"mental_tracking-x-{draw(st.integers(0, 2)):04d}"
    both: list[dict[str, str | None]] = [{}, {"strict": "A", "parity": None}, {"strict": "A", "parity": "B"}]
    return Result(
        *(f"{instance}-{protocol}", instance, "GEU", "mental_tracking", "x", protocol, draw(st.integers(0, 1))),
        Verdict(draw(STATES), draw(STATES), draw(st.sampled_from(both))),
        expected=draw(st.sampled_from(["A", None])),
        reply=draw(REPLIES),
        polls=tuple(draw(st.lists(POLLS, max_size=2))),
        steps=tuple(draw(st.lists(STEPS, max_size=2))),
        error=draw(st.sampled_from([None, Trouble("ModelError", "broke")])),
        seconds=draw(st.floats(0, 10)),
        stratum=draw(st.sampled_from([None, "easy"])),
        judging=draw(COUNTS),
    )


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """A result's, mostly as it was written; or with something else in it, cut, zeroed, or none at all."""
    told: Any = to_json(draw(results()))
    if draw(st.booleans()):
        told["of a later version"] = draw(st.sampled_from(["x", [1], {"a": None}]))
    if draw(st.integers(0, 5)) == 0:
        _misplaced(told, draw)
    line = json.dumps(told).encode()
    match draw(st.integers(0, 20)):
        case 0:
            return line[: draw(st.integers(0, len(line)))]
        case 1:
            start = draw(st.integers(0, len(line)))
            return line[:start] + bytes(20) + line[start + 20 :]
        case 2:
            return draw(st.sampled_from([b"", b"null", b"[]", b"\xff\xfe", b"[" * 5000, b'"' + b"x" * 10**6 + b'"']))
        case _:
            return line


def _misplaced(told: Any, draw: st.DrawFn) -> None:
    """Junk, or nothing, somewhere in it."""
    place, key = told, draw(st.sampled_from(sorted(told)))
    while isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
        place = place[key]
        key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else [*range(len(place))]))
    if isinstance(place, dict) and draw(st.booleans()):
        del place[key]
    else:
        place[key] = draw(st.sampled_from(JUNK))


def journal(root: Path, content: bytes, finished: bool) -> RunFolder:
    folder = RunFolder(root)
    facts: dict[str, Any] = {"format": FORMAT, "model": {"name": "m"}, "suite": {"name": "s"}, "options": {}}
    folder.write_facts({**facts, **({"finished": "2026-01-02T03:04:05.678+00:00"} if finished else {})})
    folder.journal.write_bytes(content)
    return folder


def whole(folder: RunFolder) -> dict[Key, Result]:
    """Read at once, by a reader of the test's own."""
    data, found, done = folder.journal.read_bytes(), dict[Key, Result](), 0
    passed_over = b"\0" in data and not folder.facts().get("finished")
    for line in data.split(b"\n")[:-1]:
        if passed_over and b"\0" in line:
            continue
        try:
            result = msgspec.json.decode(line, type=Result)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise DataError.at(folder.journal, done, None, f"not a result: {error}") from error
        counts = [*result.judging.values(), *(count for step in result.steps for count in step.usage.values())]
        if any(abs(count) > 2**200 for count in (result.repeat, *counts)):
            raise DataError.at(folder.journal, done, None, "not a result: holds a number that counts nothing")
        found[result.key] = result
        done += 1
    return found


def told(read: Callable[[], Iterable[tuple[Key, Result]]]) -> list[tuple[Key, Result]] | str:
    try:
        return list(read())
    except DataError as error:
        return str(error)


@given(st.lists(lines(), max_size=6), st.sampled_from([b"", b"\n", bytes(40), b'{"case": "half']), st.booleans())
def test_what_is_read_in_one_pass_is_what_is_read_whole(written: list[bytes], end: bytes, finished: bool) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = journal(Path(root), b"".join(line + b"\n" for line in written) + end, finished)
        expected = told(lambda: whole(folder).items())
        assert told(lambda: folder.results().items()) == expected
        assert told(lambda: folder.streamed().items()) in (expected, told_of_no_case(folder))


def told_of_no_case(folder: RunFolder) -> str | None:
    """Where junk stands for a case's id, category or protocol, that is said, once all lines were read."""
    try:
        folder.streamed()
    except DataError as error:
        return str(error) if str(error).endswith("is no case of RealUnify") else None
    return None


@given(st.lists(results(), max_size=12))
def test_outlines_of_lines_are_those_of_whole_results(written: list[Result]) -> None:
    with tempfile.TemporaryDirectory() as root:
        content = b"".join(msgspec.json.encode(each) + b"\n" for each in written)
        run = StoredRun.load(journal(Path(root), content, finished=True))
        kept = {each.key: each for each in written}
        assert list(run.results.values()) == list(kept.values())
        assert [*run.results] == [*kept]
        assert [run.results[key] for key in kept] == list(kept.values())
        selected = {"direct": 6, "stepwise": 6}
        assert summarise(run.outlines.values(), selected) == summarise(kept.values(), selected)
        mine, its = Evidence.of_runs([run.outlines.values()]), Evidence.of_runs([kept.values()])
        assert (mine.cases, mine.replies) == (its.cases, its.replies)
        assert deterministic(run.outlines.values()) == deterministic(kept.values())


@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec=None))), min_size=1, max_size=4))
def test_what_was_said_is_digested_as_before(texts: list[str | None]) -> None:
    steps = [Step("understand", "", output=text) for text in texts[1:]]
    assert all_said(texts[0], steps) == json.dumps(texts), "digests of it lie in baseline files"


def many(root: Path, count: int) -> RunFolder:
    """Lines of 5 KB."""
    folder = journal(root, b"", finished=True)
    verdict, step = Verdict("correct", "correct", {"strict": "A", "parity": "A"}), Step("understand", "p" * 1500)
    with folder.journal.open("wb") as file:
        for number in range(count):
            case = f"mental_tracking-x-{number:05d}"
            one = Result(
                *(f"{case}-direct", case, "GEU", "mental_tracking", "x", "direct", 0, verdict, "A", f"A. {number}"),
                steps=(replace(step, output=f"{number:800d}", usage={"calls": 1, "output_tokens": number}),) * 2,
            )
            file.write(msgspec.json.encode(one) + b"\n")
    return folder


def peak(do: Callable[[], object]) -> int:
    """Bytes that Python had at most, beside what it had."""
    gc.collect()
    tracemalloc.start()
    try:
        do()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_of_a_great_journal_a_small_part_is_kept(tmp_path: Path) -> None:
    folder = many(tmp_path, 5000)
    block = 2 << 20
    summed = peak(lambda: StoredRun.load(folder).summary)
    assert summed - block < 5000 * 1200, "an outline, its key and its place: 0.7 KB of 5"
    run = StoredRun.load(folder)
    assert peak(lambda: sum(result.seconds for result in run.results.values())) < block, "one result at a time"
    assert peak(lambda: outlined(folder.results().values())) > 5000 * 3000, "as it was, and would be again"


def test_what_repeats_said_is_kept_and_else_nothing(tmp_path: Path) -> None:
    once = Result(
        *("mental_tracking-x-0001-direct", "mental_tracking-x-0001", "GEU", "mental_tracking", "x", "direct", 0),
        *(Verdict("correct", "correct"), "A", "A."),
    )
    for name, written in {"once": [once], "again": [once, replace(once, repeat=1)]}.items():
        (tmp_path / name).mkdir()
        content = b"".join(msgspec.json.encode(each) + b"\n" for each in written)
        outlines = journal(tmp_path / name, content, finished=True).streamed().outlines
        assert [each.said for each in outlines.values()] == (
            [
                "",
            ]
            if name == "once"
            else ['["A."]', '["A."]']
        )


@pytest.mark.parametrize("change", ["gone", "another", "cut"])
def test_a_journal_that_changes_while_it_is_read_is_said(tmp_path: Path, change: str) -> None:
    folder = many(tmp_path, 3)
    run = StoredRun.load(folder)
    data = folder.journal.read_bytes()
    if change == "gone":
        folder.journal.unlink()
    else:
        folder.journal.write_bytes(data.replace(b"x-00001", b"x-00009") if change == "another" else data[:-100])
    with pytest.raises(DataError, match=r"journal\.jsonl: was changed or taken away while it was read"):
        list(run.results.values())
    assert len(run.results) == len(run.outlines) == 3, "what is known stays so"
