"""One row of an official file -> one instance. Lenient about spelling, strict about what is missing or impossible."""

from __future__ import annotations

import re
import string
from typing import Any, Final, Literal, cast

from pytest_realunify.datafiles import Row, described, quoted, subtask_of
from pytest_realunify.interfaces import GEUInstance, Question, UEGInstance, multiple_choice_prompt

LETTERS: Final = string.ascii_uppercase
_LETTER: Final = re.compile(r"[\s(\[\"'*]*([A-Za-z])[\s)\]\"'*.:]*")
_LETTERED: Final = re.compile(r"\s*\(?([A-Za-z])\s*[.):]\s*(?=\S)")


def ueg_instance(row: Row, stepwise: bool) -> UEGInstance:
    """A row of UEG_direct or UEG_step. The step file embeds the raw prompt in `new_prompt` and need not repeat it."""
    category = row.category("UEG").name
    index, label = row.index()
    refine = row.text("new_prompt") if stepwise else None
    prompt = row.optional_text("prompt") if stepwise else row.text("prompt")
    subtask = subtask_of(row.optional_text("input_image") or "", category)
    return UEGInstance(
        id=instance_id(category, subtask, label),
        category=category,
        subtask=subtask,
        index=index,
        prompt=prompt or refine or "",
        questions=_questions(row),
        refine_prompt=refine,
    )


def geu_instance(row: Row, stepwise: bool, image: str) -> GEUInstance:
    """A row of GEU_direct or GEU_step. `image` is the reference of its picture, from which the subtask is read."""
    category = row.category("GEU").name
    index, label = row.index()
    subtask = subtask_of(image, category)
    question, options = row.text("question"), _options(row)
    own_prompt = row.optional_text("evaluation_prompt") or ""
    return GEUInstance(
        id=instance_id(category, subtask, label),
        category=category,
        subtask=subtask,
        index=index,
        question=question,
        options=options,
        answer=_answer(row, len(options)),
        evaluation_prompt=own_prompt if own_prompt.strip() else multiple_choice_prompt(question, options),
        image=image,
        edit_prompt=row.text("edit_prompt") if stepwise else None,
    )


def instance_id(category: str, subtask: str, label: str) -> str:
    """Such as `mental_tracking-sequential-0007`, or `world_knowledge-0003` where there is no subtask."""
    return "-".join(part for part in (category, subtask, label) if part)


def _questions(row: Row) -> tuple[Question, ...]:
    """`question_list`: one or more {question, answer}, every answer yes or no in any case."""
    given = _required(row, "question_list")
    if not isinstance(given, list):
        raise row.error("question_list", f"is {described(given)}, expected a list of questions")
    if not given:
        raise row.error("question_list", "is empty, expected at least one question")
    return tuple(_question(row, f"question_list[{place}]", asked) for place, asked in enumerate(given))


def _question(row: Row, field: str, asked: object) -> Question:
    if not isinstance(asked, dict):
        raise row.error(field, f"is {described(asked)}, expected an object with 'question' and 'answer'")
    entry = Row(row.file, row.number, {f"{field}.{name}": value for name, value in asked.items()})
    question, answer = entry.text(f"{field}.question"), entry.text(f"{field}.answer")
    plain = answer.strip(" \t\r\n.!\"'").lower()
    if plain not in ("yes", "no"):
        raise row.error(f"{field}.answer", f"is {quoted(answer)}, expected yes or no")
    return Question(question, cast('Literal["yes", "no"]', plain))


def _options(row: Row) -> tuple[str, ...]:
    """`option`: a list of texts, lettered or not, or an object letter -> text. 2 to 26 of them."""
    given = _required(row, "option")
    if isinstance(given, dict):
        given = _by_letter(row, given)
    if not isinstance(given, list):
        raise row.error("option", f"is {described(given)}, expected a list of texts")
    if not 2 <= len(given) <= len(LETTERS):
        raise row.error("option", f"holds {len(given)} options, expected 2 to {len(LETTERS)}")
    texts = [_option(row, place, value) for place, value in enumerate(given)]
    lettered = [_LETTERED.match(text) for text in texts]
    if all(match and match[1].upper() == letter for match, letter in zip(lettered, LETTERS, strict=False)):
        return tuple(text[match.end() :] for text, match in zip(texts, lettered, strict=True) if match)
    return tuple(texts)


def _by_letter(row: Row, given: dict[str, Any]) -> list[Any]:
    by_letter = {match[1].upper(): value for key, value in given.items() if (match := _LETTER.fullmatch(key))}
    letters = LETTERS[: len(given)]
    if "".join(sorted(by_letter)) != letters:
        keys = ", ".join(quoted(key) for key in list(given)[:8])
        raise row.error("option", f"has the keys {keys or 'none'}, expected the letters A, B, C… without a gap")
    return [by_letter[letter] for letter in letters]


def _option(row: Row, place: int, value: object) -> str:
    """Numbers are taken as they are written; a text must not be empty."""
    field = f"option[{place}]"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise row.error(field, f"is {described(value)}, expected text")
    if not value.strip():
        raise row.error(field, "is empty")
    return row.unicode(field, value).strip()


def _answer(row: Row, options: int) -> str:
    """The letter of the right option, capital."""
    given = row.text("answer")
    match = _LETTER.fullmatch(given)
    letters = LETTERS[:options]
    if not match or match[1].upper() not in letters:
        raise row.error(
            "answer", f"is {quoted(given)}, expected one of the option letters {letters[0]} to {letters[-1]}"
        )
    return match[1].upper()


def _required(row: Row, field: str) -> Any:
    if field not in row.data:
        raise row.error(field, "is missing")
    return row.data[field]
