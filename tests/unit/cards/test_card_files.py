"""A card is read back as it was written, and whatever is none is one clear error."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cardbench import again, card_file, rows, run_of
from pytest_realunify.cards.card import Card, block
from pytest_realunify.cards.reading import MAX_BYTES, read
from pytest_realunify.cards.writing import card_of
from pytest_realunify.errors import DataError, RealUnifyError, UsageError
from pytest_realunify.records import Result
from pytest_realunify.reporting.card_page import page
from runbench import made

HITS = {"mental_tracking": [True, False, True], "code_to_image": [True, True]}


def repeated() -> list[Result]:
    """Three repeats of each: one case that flips, one whose replies are copies."""
    states = {0: ("correct", "wrong", "unparsed"), 1: ("correct", "correct", "correct"), 2: ("error", "error", "wrong")}
    return [
        made("mental_tracking", number, state, repeat=repeat, reply=f"{number} {repeat if number != 1 else 0}")  # type: ignore[arg-type]
        for number, each in states.items()
        for repeat, state in enumerate(each)
    ]


def test_a_card_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    for name, results in (("a", rows(HITS)), ("b", repeated()), ("c", [])):
        run = run_of(tmp_path, name, results)
        assert again(tmp_path, run) == card_of(run)
        (tmp_path / "card.md").write_text(page(card_of(run)), encoding="utf-8")
        assert read(tmp_path / "card.md") == card_of(run)


def test_verdicts_are_counted_by_case_and_copies_are_told(tmp_path: Path) -> None:
    card = again(tmp_path, run_of(tmp_path, "a", repeated()))
    assert card.verdicts == {"direct": {"mental_tracking-x": ("0000 cwu", "0001 3c/1", "0002 w2e")}}


def test_names_of_others_stay_within_their_lines(tmp_path: Path) -> None:
    hostile = "```\n```toml\n\"\"\"'''\x1b[31m\u202e <script>"
    run = run_of(tmp_path, "a", rows(HITS), model={"name": hostile, "settings": {hostile: [hostile]}}, label=hostile)
    text = page(card_of(run))
    assert text.count("```toml") - text.count("```toml\\n") - text.count("\\n```toml") <= 1
    assert "\x1b" not in text
    assert "\u202e" not in text
    (tmp_path / "card.md").write_text(text, encoding="utf-8")
    assert read(tmp_path / "card.md").model.settings == {hostile: [hostile]}


def test_no_secret_is_in_a_card_be_it_in_the_run(tmp_path: Path) -> None:
    identity = {"api_key": "sk-1", "weights": "w", "base": "https://me:pw@host/v1?token=t"}
    text = block(card_of(run_of(tmp_path, "a", rows(HITS), model={"name": "mine", "identity": identity})))
    assert "weights" in text
    assert not any(secret in text for secret in ("sk-1", "pw@", "token=t"))


BROKEN = {
    "nothing": ("", "'format': is missing: this is no card"),
    "no TOML": ("format = ", "not readable as TOML"),
    "cut": ("# Card\n```toml\nformat = 1\n", "its block of TOML has no end"),
    "two blocks": ("```toml\nformat = 1\n```\n```toml\nformat = 1\n```\n", "has 2 blocks of TOML"),
    "newer": ('format = 2\nmade_by = "x 9"\nnews = 1', "is 2, and this version reads cards of format 1: update it"),
    "a format that is none": ("format = true", "is missing"),
    "no kind": ("format = 1", "missing required field `kind`"),
    "another kind": ('format = 1\nkind = "joke"', "field 'kind': invalid enum value 'joke'"),
    "an unknown field": (
        'format = 1\nkind = "run"\nverdict = 1',
        "has no field 'verdict' there. Did you mean 'verdicts'?",
    ),
    "an unknown field below": ('format = 1\nkind = "run"\n[run]\nrun_me = "x"', "field 'run': a card of format 1 has"),
    "a wrong type": ('format = 1\nkind = "run"\n[run]\ncases = "x"', "field 'run.cases': expected `int`, got `str`"),
    "a huge count": ('format = 1\nkind = "run"\n[run]\ncases = 99999999999999999999', "not readable|run.cases|out of"),
    "a share of two": (
        'format = 1\nkind = "run"\nscore = [{scope = "UEG", protocol = "direct", value = 2.0}]',
        "expected `float` <= 1.0",
    ),
    "no option": ('format = 1\nkind = "run"\n[options]\nsede = "1"', "unknown option in .*'sede'. Did you mean 'seed'"),
    "an option's value": ('format = 1\nkind = "run"\n[options]\nrepeats = "0"', "options.repeats.*from 1, not '0'"),
    "a second argument": (
        'format = 1\nkind = "run"\n[options]\nmodel = "x\\n--rootdir=/"',
        "options.model': is not one line of text",
    ),
    "no case": ('format = 1\nkind = "run"\n[verdicts.direct]\n"x" = ["1 c"]', "is no case's id"),
    "no verdict": ('format = 1\nkind = "run"\n[verdicts.direct]\n"mental_tracking-x" = ["1"]', "'1' is no verdict"),
    "a thousand verdicts": (
        'format = 1\nkind = "run"\n[verdicts.direct]\n"mental_tracking-x" = ["1 99c99w"]',
        "counts what cannot be, or more than 99 verdicts",
    ),
    "a deep list": (f'format = 1\nkind = "run"\n[model.settings]\nx = {"[" * 900}{"]" * 900}', "nested|not readable"),
    "a deeper list": (f"format = {'[' * 90_000}{']' * 90_000}", "not readable|is missing"),
    "a deep table": ('format = 1\nkind = "run"\n[model.settings' + ".a" * 50 + "]\nb = 1", "nested more than 40 deep"),
    "a long key": ("format = 1\n" + "a." * 400_000 + "b = 1", "a key of more than 60 parts"),
    "a long quoted key": ("format = 1\n[" + '"".' * 400_000 + "b]", "a key of more than 60 parts"),
    "a number without an end": (f"format = {'9' * 1_000_000}", "not readable|is 999"),
    "a word without an end": (f"format = {'a-' * 1_000_000}", "not readable"),
    "blanks without an end": ("format" + " " * 2_000_000 + "1", "not readable"),
    "quotes without an end": ("format = " + '"\\"' * 500_000, "not readable"),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_card_is_one_short_error_that_names_the_file(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "card.md"
    file.write_text(text, encoding="utf-8")
    started = time.monotonic()
    with pytest.raises(RealUnifyError, match=words) as caught:
        read(file)
    assert time.monotonic() - started < 10
    assert "card.md" in str(caught.value)
    assert len(str(caught.value)) < 3000


def test_what_is_no_plain_file_of_text_is_refused(tmp_path: Path) -> None:
    good = card_file(tmp_path, run_of(tmp_path, "a", rows(HITS)))
    (tmp_path / "link.md").symlink_to(good)
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "bytes.md").write_bytes(b"format = 1\xff")
    (tmp_path / "long.md").write_bytes(b"#" * (MAX_BYTES + 1))
    for name in ("link", "pipe", "folder", "bytes", "long"):
        with pytest.raises(DataError, match=rf"{name}\.md"):
            read(tmp_path / f"{name}.md")
    with pytest.raises(UsageError, match=r"no card .*absent\.md"):
        read(tmp_path / "absent.md")


def test_a_card_with_all_its_verdicts_is_read_in_a_second_and_is_small(tmp_path: Path) -> None:
    hits = {name: [True, False] * 200 for name in ("mental_tracking", "code_to_image", "world_knowledge")}
    run = run_of(tmp_path, "a", [*rows(hits), *rows(hits, "stepwise")])
    file = card_file(tmp_path, run)
    assert file.stat().st_size < 60_000
    started = time.monotonic()
    card: Card = read(file)
    assert time.monotonic() - started < 3
    assert sum(len(each) for groups in card.verdicts.values() for each in groups.values()) == 2400
