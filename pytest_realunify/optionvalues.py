"""How the text of an option becomes its value. ValueError says what the option takes."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 86_400.0
"""Seconds a case may be given: a day."""


def text(value: str) -> str:
    return value


def positive(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ValueError("a whole number from 1")
    return int(value)


def natural(value: str) -> int:
    if not value.isdecimal():
        raise ValueError("a whole number from 0")
    return int(value)


def odd(value: str) -> int:
    if not value.isdecimal() or int(value) % 2 == 0:
        raise ValueError("an odd number, so that votes have a majority")
    return int(value)


def optional_count(value: str) -> int | None:
    return positive(value) if value else None


def seconds(value: str) -> float | None:
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number <= LONGEST:
        raise ValueError(f"seconds, more than 0 and at most {LONGEST:.0f}")
    return number


def yes(value: str) -> bool:
    if value.lower() not in {"", "no", "false", "0", "yes", "true", "1"}:
        raise ValueError("yes or no")
    return value.lower() in {"yes", "true", "1"}


def optional_natural(value: str) -> int | None:
    return natural(value) if value else None


def engine(value: str) -> str:
    if value not in {"local", "ray"}:
        raise ValueError("local or ray")
    return value
