"""How the text of an option becomes its value. ValueError says what the option takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 86_400.0
"""Seconds a case may be given: a day."""


def text(value: str) -> str:
    return value


def names(value: str) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(filter(None, (name.strip() for name in value.split(",")))))


LONGEST_LABEL: Final = 80
"""Letters of a run's label."""


def label(value: str) -> str:
    """Without blanks around it."""
    label = value.strip()
    if len(label) > LONGEST_LABEL or not label.isprintable():
        raise ValueError(f"a name on one line, at most {LONGEST_LABEL} letters")
    return label


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
    return _amount(value, LONGEST, f"seconds, more than 0 and at most {LONGEST:.0f}")


def money(value: str) -> float | None:
    """None: as much as it takes."""
    return _amount(value, 1e12, "money, more than 0")


def _amount(value: str, most: float, what: str) -> float | None:
    """None where nothing is typed. What is no number is as wrong as 0; neither passes as `nan`."""
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number <= most:
        raise ValueError(what)
    return number


def outage(value: str) -> float | None:
    """Seconds; None: however long it takes, every call for itself."""
    if value in {"off", "0"}:
        return None
    try:
        return seconds(value or "off")
    except ValueError:
        raise ValueError("off, or a number of seconds") from None


def progress(value: str) -> float | None:
    """Seconds between two lines; 0 is off, None is for the plugin to choose."""
    if value in {"auto", "off"}:
        return None if value == "auto" else 0.0
    try:
        return seconds(value) or None
    except ValueError:
        raise ValueError("auto, off, or a number of seconds") from None


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


def shared(value: str) -> str:
    if value not in {"", "replies"}:
        raise ValueError("replies, or nothing")
    return value


@dataclass(frozen=True, slots=True)
class Shard:
    """One of `of` parts of a run's cases; `number` counts from 1."""

    number: int
    of: int

    @property
    def text(self) -> str:
        """As the user types it."""
        return f"{self.number}/{self.of}"


def shard(value: str) -> Shard | None:
    if not value:
        return None
    match = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise ValueError("I/N with I from 1 to N, such as 2/4")
    return Shard(int(match[1]), int(match[2]))
