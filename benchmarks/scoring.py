"""The slowest reply of 100 kB for each scorer: `python benchmarks/scoring.py`, or with other seeds `--seed 7`.

Replies that loop over one thing (a sentence, a word, a bracket, an unclosed tag, a blank), random letters of all
scripts, and mixtures of a few such things in random order. Processor time, the least of three; `--length` for others.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from typing import Final

from pytest_realunify.scoring import parity, strict

LOOPS: Final = (
    *(
        "图中的选项是正确的，因为它是一样的。",  # noqa: RUF001 (a comma as it is written there)
        "選択肢",
        "选 ",
        "答案 ",
        "选",
        "A。",
        "无法",
        "정답",
        "ответ ",
        "คำตอบ ",
    ),
    *(
        "banana ",
        "answer: ",
        "answer is (",
        "The answer is ",
        "option A is not ",
        "I would ",
        "so, ",
        "A is the ",
        "the ",
    ),
    *("A. B. C. D. ", "A, B", "A\n", "a ", "A", "yes ", "no", "0123456789", "1. ", '{"answer": "A", "b": [1, 2]}, '),
    *("(", "[", "{", "}", "<", "< ", "<|", "◁", "\\", "\\boxed{", "\\boxed{{}", "\\text{", "boxed ", "$", "~~", "~"),
    *(
        "<think>",
        "</think>",
        "<answer>",
        "</answer>",
        "<b>",
        "<del>",
        "<|begin_of_box|>",
        "[THINK]",
        "<p ",
        "<details ",
    ),
    *(
        " ",
        "\n",
        "\t",
        "\n ",
        "\u3000",
        "\r",
        ",",
        ".",
        "...",
        "-",
        "=",
        "_",
        "*",
        "`",
        "'",
        '"',
        "é",
        "e\u0301",
        "👍🏽",
    ),
)
"""Units of which a reply is nothing but repetitions."""

LEADS: Final = ("answer", "A", "I would choose", "option", "<", "\\boxed{A}", "based on")
"""What stands before a long run of one character."""

OPTIONS: Final = ("left", "right", "up", "down")

SCORERS: Final[dict[str, Callable[[str], object]]] = {
    "strict, letter": lambda reply: strict.choice(reply, OPTIONS),
    "strict, letter, no options": strict.choice,
    "strict, yes or no": strict.yes_no,
    "parity, letter": parity.choice,
    "parity, yes or no": parity.yes_no,
}


def replies(length: int, seed: int, mixtures: int = 60) -> Iterator[tuple[str, str]]:
    """A name and a reply of that many characters, each."""
    chance = random.Random(seed)
    for unit in LOOPS:
        yield f"{unit!r} repeated", (unit * length)[:length]
    for lead in LEADS:
        for filler in (" ", "\n", '"', "(", "\\", "."):
            yield f"{lead!r}, then {filler!r}", (lead + filler * length)[: length - 6] + " zebra"
    letters = (chr(code) for code in (chance.randrange(0x20, 0x2FFFF) for _ in range(2 * length)))
    yield "random letters", "".join(letter for letter in letters if letter.isprintable())[:length]
    for number in range(mixtures):
        units = chance.sample(LOOPS, chance.choice((2, 3, 5, 20)))
        yield f"mixture {number} of {units[:3]}", "".join(chance.choices(units, k=length))[:length]


def cost(score: Callable[[str], object], reply: str) -> float:
    """Seconds of processor time, the least of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        score(reply)
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> None:
    """A table: per scorer the median and the five slowest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--length", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asked = list(replies(given.length, given.seed))
    for name, score in SCORERS.items():
        costs = sorted(((cost(score, reply), told) for told, reply in asked), reverse=True)
        print(f"{name}: median {costs[len(costs) // 2][0] * 1e3:.1f} ms of {len(costs)} replies; slowest:")
        for seconds, told in costs[:5]:
            print(f"  {seconds * 1e3:7.1f} ms  {told}")


if __name__ == "__main__":
    main()
