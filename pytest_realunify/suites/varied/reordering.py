"""Options in another order, in the text that the model is asked too."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import Final

from pytest_realunify.interfaces import GEUInstance

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_SPEAKS: Final = re.compile(r"\b(above|below|both|neither|all of|none of|options? [A-Z])\b", re.IGNORECASE)
"""What may speak of other options or of their places."""


def order_of(instance: GEUInstance) -> str:
    """By new letter the old one, such as `CADB`: drawn evenly from all orders but the one there is, by the instance's
    id alone. Empty where the options cannot change places: two are alike, one may speak of another, one is a bare
    letter, or the text that is asked does not list each of them on a line of its own."""
    options = instance.options
    speaks = any(_SPEAKS.search(text) or re.fullmatch(r"\W*[A-Z]\W*", text) for text in options)
    if not 2 <= len({*options}) == len(options) or speaks or re.search(r"\boptions? [A-Z]\b", instance.question):
        return ""
    letters = LETTERS[: len(options)]
    if any(len(_lines(instance, letter, text)) != 1 for letter, text in zip(letters, options, strict=True)):
        return ""
    chance, order = random.Random(f"options/{instance.id}"), letters
    while order == letters:
        order = "".join(chance.sample(letters, len(letters)))
    return order


def reordered(instance: GEUInstance, order: str) -> GEUInstance:
    """The same with the options in an order that `order_of` gave."""
    texts = dict(zip(LETTERS, instance.options, strict=False))
    letters = LETTERS[: len(order)]
    spans = sorted((*_lines(instance, letter, texts[letter])[0].span("text"), letter) for letter in letters)
    prompt, end = "", 0
    for start, stop, letter in spans:
        prompt += instance.evaluation_prompt[end:start] + texts[order[letters.index(letter)]]
        end = stop
    return replace(
        instance,
        options=tuple(texts[old] for old in order),
        answer=letters[order.index(instance.answer)],
        evaluation_prompt=prompt + instance.evaluation_prompt[end:],
    )


def _lines(instance: GEUInstance, letter: str, text: str) -> list[re.Match[str]]:
    """Where the text that is asked has this option under this letter."""
    line = rf"^[ \t]*\(?{letter}[.):][ \t]*(?P<text>{re.escape(text)})[ \t]*$"
    return [*re.finditer(line, instance.evaluation_prompt, re.MULTILINE)]
