"""Errors a user can act on: what is wrong, where, the nearest valid value, and what to type."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 4000
"""Characters of a message: it may quote what it was given, and that may be a file."""


class RealUnifyError(Exception):
    """Our trouble or the user's input: never a wrong answer of the model under test."""

    def __str__(self) -> str:
        """Shortened in the middle: it begins with what is wrong, and ends with what to type."""
        text = super().__str__()
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1000]} […] {text[-900:]}"


class UsageError(RealUnifyError):
    """An option, a table or a name that cannot be used. Ends the run before collection."""

    @classmethod
    def unknown(cls, what: str, given: str, known: Iterable[str], hint: str = "", near: str = "") -> UsageError:
        """`what` names the thing with its option, such as "model (--model)". `near` is what was meant, where something
        else tells than the letters of what is known. At most three lines."""
        names = list(known)
        lines = [
            f"unknown {what}: {given!r}.{did_you_mean(given, names, near)}",
            f"valid: {', '.join(names) or 'none'}",
        ]
        return cls("\n".join([*lines, hint] if hint else lines))


def did_you_mean(given: str, known: Iterable[str], near: str = "") -> str:
    """A sentence with the nearest of what is known, or with `near`; empty where nothing is near."""
    found = [near] if near else difflib.get_close_matches(given, list(known), n=1, cutoff=0.5)
    return f" Did you mean {found[0]!r}?" if found else ""


class DataError(RealUnifyError):
    """A data file that breaks the format: names the file, the row and the field."""

    @classmethod
    def at(cls, file: object, row: int | None, field: str | None, problem: str) -> DataError:
        """`row` counts from 0 within the file's list, or from 0 over the lines of a jsonl file."""
        place = [str(file)]
        if row is not None:
            place.append(f"row {row}")
        if field is not None:
            place.append(f"field {field!r}")
        return cls(f"{', '.join(place)}: {problem}")


class ModelError(RealUnifyError):
    """The model under test raised, or returned what is neither text nor image: infrastructure, not capability."""


class ModelUnavailableError(ModelError):
    """The model cannot be had at all, whatever is asked of it: said once, and the run ends."""


class FixtureError(ModelUnavailableError):
    """A team's own fixture gives what no case can use: no case's fault. Said once, and the run ends."""


class SpentError(ModelUnavailableError):
    """What the user lets a run cost is spent: calls or money. Said once, and the run ends."""


class StorageError(ModelUnavailableError):
    """What the run must keep cannot be written any more: no case's fault. Said once, and the run ends."""

    @classmethod
    def of(cls, where: str, error: OSError) -> StorageError:
        """`where` could not be written: no room, no permission, a disk that fails."""
        why = error.strerror or str(error) or type(error).__name__
        return cls(
            f"{where} cannot be written: {why}. Finished cases are kept: "
            "once it can be, pytest --realunify --realunify-resume goes on"
        )


class JudgeError(RealUnifyError):
    """The judge could not be asked, or broke its contract: infrastructure, never a wrong answer."""


class ExpiredError(BaseException):
    """Raised within a call whose time is up. No Exception: a model that tries again on those must not catch it."""


class Elsewhere:
    """Of an exception that was raised in another process: its text says already where."""
