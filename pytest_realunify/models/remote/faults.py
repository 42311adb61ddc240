"""What went wrong in another interpreter, as exceptions here: of the same names, with the same text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_realunify import errors
from pytest_realunify.errors import Elsewhere, ModelError, RealUnifyError
from pytest_realunify.records import Trouble


class InterpreterGoneError(ModelError):
    """The other interpreter's process is gone, or is of no use any more, with all it had in hand. The next call starts
    a fresh one: asked one by one, only the request at fault loses it again."""

    def __init__(self, trouble: Trouble) -> None:
        """`trouble` is what a request is told that was asked alone."""
        super().__init__(f"{trouble.kind}: {trouble.message}")
        self.trouble = trouble


def raised(told: Mapping[str, Any]) -> BaseException:
    """The exception that `there.describing.told` told of: ours as it is, any other one made up after it."""
    message, names = str(told["message"]), [str(name) for name in told["names"]]
    known = getattr(errors, str(told["ours"]), None)
    if isinstance(known, type) and issubclass(known, RealUnifyError):
        error: BaseException = (known if names[0] == known.__name__ else type(names[0], (known,), {}))(message)
        return error
    if told["fatal"]:
        if "KeyboardInterrupt" in names:
            return KeyboardInterrupt(message)
        return _named(names, BaseException)(message + told["where"])
    return _named(names, Exception)(message + told["where"])


def trouble_of(told: Mapping[str, Any]) -> Trouble:
    """The same for a record."""
    return Trouble.of(raised(told))


def _named(names: list[str], base: type[BaseException]) -> type[BaseException]:
    """A class with these names, each the parent of the one before: what is told by a parent's name is told still."""
    kind: type[BaseException] = type(names[-1], (Elsewhere, base), {})
    for name in reversed(names[:-1]):
        kind = type(name, (kind,), {})
    return kind
