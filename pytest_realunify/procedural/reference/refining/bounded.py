"""What values of the small Python may do: whole numbers, text and collections, each operation bounded before its result
can grow. Nothing here reaches an attribute, a file or a name of this process."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

LENGTH: Final = 2_000
"""Characters of a text, members of a collection."""
BITS: Final = 256
"""Of a whole number."""


class RefusedError(Exception):
    """The program is not run to its end: it is outside the subset, too long, too large, or it fails."""


class Budget:
    """How much more a program may do."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def spend(self, steps: int = 1) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise RefusedError("too many steps")

    def checked(self, value: Any) -> Any:
        """The value, paid for by its size. Raises RefusedError where it is too large or of no known sort."""
        if isinstance(value, int):
            if value.bit_length() > BITS:
                raise RefusedError("a number is too large")
        elif isinstance(value, str | list | tuple | dict | set):
            if len(value) > LENGTH:
                raise RefusedError("a text or collection is too long")
            self.spend(len(value) // 8)
        elif value is not None and not isinstance(value, range):
            raise RefusedError(f"no value of this world: {type(value).__name__}")
        return value

    def weigh(self, value: Any) -> None:
        """Pay for everything inside, as often as it is there: [x, x] twenty times over is a million."""
        self.spend(1 + len(value) // 8 if isinstance(value, str) else 1)
        if isinstance(value, dict):
            value = [*value, *value.values()]
        if isinstance(value, list | tuple | set):
            for member in value:
                self.weigh(member)


def elements(budget: Budget, value: Any) -> list[Any]:
    """What a loop over the value would meet."""
    if not isinstance(value, str | list | tuple | dict | set | range):
        raise RefusedError("not a collection")
    if len(value) > LENGTH:
        raise RefusedError("a collection is too long")
    budget.spend(len(value) // 8)
    return list(value)


_OPERATORS: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_COMPARISONS: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}


def binary(budget: Budget, kind: type[ast.operator], left: Any, right: Any) -> Any:
    """`left OP right`. A product or a power is refused before it is computed where it would be too large."""
    operation = _OPERATORS.get(kind)
    if operation is None:
        raise RefusedError(f"no operator of the subset: {kind.__name__}")
    if kind is ast.Mult:
        _bound_product(left, right)
    if kind is ast.Pow and not _small_power(left, right):
        raise RefusedError("a power is too large")
    if kind in (ast.FloorDiv, ast.Mod, ast.Pow) and not (isinstance(left, int) and isinstance(right, int)):
        raise RefusedError("arithmetic of whole numbers alone")  # % would format text to any width
    return budget.checked(operation(left, right))


def _bound_product(left: Any, right: Any) -> None:
    for one, times in ((left, right), (right, left)):
        if isinstance(one, str | list | tuple) and isinstance(times, int) and len(one) * max(times, 0) > LENGTH:
            raise RefusedError("a repetition is too long")


def _small_power(left: Any, right: Any) -> bool:
    """Negative exponents would leave the whole numbers."""
    return isinstance(left, int) and isinstance(right, int) and right >= 0 and left.bit_length() * right <= BITS


def compare(budget: Budget, kind: type[ast.cmpop], left: Any, right: Any) -> Any:
    """`left OP right`."""
    comparison = _COMPARISONS.get(kind)
    if comparison is None:
        raise RefusedError(f"no comparison of the subset: {kind.__name__}")
    budget.weigh(left)
    budget.weigh(right)
    return comparison(left, right)


def text(budget: Budget, value: Any) -> str:
    """As `print` shows it."""
    budget.weigh(value)
    shown: str = budget.checked(str(value))
    return shown


def item(budget: Budget, value: Any, key: Any) -> Any:
    """`value[key]`, where the key may be a slice."""
    if not isinstance(value, str | list | tuple | dict | range):
        raise RefusedError("has no members")
    budget.weigh(key)
    return budget.checked(value[key])


def put(budget: Budget, value: Any, key: Any, new: Any) -> None:
    """`value[key] = new`."""
    if not isinstance(value, list | dict) or isinstance(key, slice):
        raise RefusedError("cannot be changed in place")
    budget.weigh(key)
    value[key] = new
    budget.checked(value)


METHODS: Final[Mapping[type, tuple[str, ...]]] = {
    str: (
        *("upper", "lower", "title", "capitalize", "swapcase", "strip", "lstrip", "rstrip", "split", "join", "replace"),
        *("startswith", "endswith", "find", "index", "count", "isdigit", "isalpha", "isupper", "islower"),
    ),
    list: ("append", "pop", "insert", "extend", "remove", "reverse", "sort", "index", "count", "copy", "clear"),
    dict: ("get", "keys", "values", "items", "pop", "setdefault"),
    set: ("add",),
    tuple: ("index", "count"),
}


def method(budget: Budget, owner: Any, name: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """`owner.name(…)` for the listed methods alone."""
    if name not in METHODS.get(type(owner), ()) or set(named) - ({"reverse"} if name == "sort" else set()):
        raise RefusedError(f"no method of the subset: {name}")
    budget.weigh(owner)
    for argument in arguments:
        budget.weigh(argument)
    if name in ("extend", "join") and arguments:
        arguments = (elements(budget, arguments[0]), *arguments[1:])
    result = getattr(owner, name)(*arguments, **named)
    budget.checked(owner)
    return budget.checked(list(result) if name in ("keys", "values", "items") else result)


def _range(budget: Budget, *arguments: Any) -> range:
    made = range(*arguments)
    if made and (len(made) > 10 * LENGTH or max(abs(made[0]), abs(made[-1])).bit_length() > BITS):
        raise RefusedError("a range is too long")
    budget.spend()
    return made


def _sum(budget: Budget, values: Iterable[Any], start: int = 0) -> Any:
    members = elements(budget, values)
    if not all(isinstance(each, int) for each in (*members, start)):
        raise RefusedError("sums are of whole numbers alone")
    return sum(members, start)


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    def chosen(budget: Budget, *values: Any) -> Any:
        return choose(elements(budget, values[0]) if len(values) == 1 else values)

    return chosen


def _enumerate(budget: Budget, values: Any, start: int = 0) -> list[Any]:
    if not isinstance(start, int):
        raise RefusedError("counts from whole numbers alone")
    return list(enumerate(elements(budget, values), start))


def _int(budget: Budget, value: Any = 0) -> int:
    budget.spend()
    if not isinstance(value, int | str):
        raise RefusedError("no number")
    return int(value)


BUILTINS: Final[Mapping[str, Callable[..., Any]]] = {
    "range": _range,
    "len": lambda budget, value: len(elements(budget, value)) if not isinstance(value, range) else len(value),
    "sum": _sum,
    "min": _extreme(min),
    "max": _extreme(max),
    "sorted": lambda budget, values, reverse=False: sorted(elements(budget, values), reverse=bool(reverse)),
    "reversed": lambda budget, values: elements(budget, values)[::-1],
    "enumerate": _enumerate,
    "zip": lambda budget, *values: list(zip(*(elements(budget, each) for each in values), strict=False)),
    "abs": lambda _, value: abs(value),
    "divmod": lambda _, left, right: divmod(left, right),
    "str": text,
    "int": _int,
    "bool": lambda _, value: bool(value),
    "list": lambda budget, values=(): elements(budget, values),
    "tuple": lambda budget, values=(): tuple(elements(budget, values)),
    "set": lambda budget, values=(): set(elements(budget, values)),
    "any": lambda budget, values: any(elements(budget, values)),
    "all": lambda budget, values: all(elements(budget, values)),
}


def builtin(budget: Budget, name: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """A call of a built-in function of the subset."""
    if set(named) - ({"reverse"} if name == "sorted" else set()):
        raise RefusedError(f"no such argument of {name}")
    for argument in arguments:
        budget.weigh(argument)
    return budget.checked(BUILTINS[name](budget, *arguments, **named))
