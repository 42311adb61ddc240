"""Runs programs in a small Python without ever executing them: a walk over the syntax tree, counted step by step.

Functions, branches, loops, whole numbers, text, lists, tuples, dicts, comprehensions and f-strings. No imports, no
attributes beyond `bounded.METHODS`, no floats, no classes, no exceptions. Whatever else a program holds, or does too
long, is a `RefusedError`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pytest_realunify.procedural.reference.refining import bounded
from pytest_realunify.procedural.reference.refining.bounded import Budget, RefusedError
from pytest_realunify.procedural.reference.refining.expressions import Expressions, Scope, known

STEPS: Final = 20_000
SOURCE: Final = 5_000
"""Characters of a program."""
NESTING: Final = 40
"""Depth of its syntax tree."""
CALLS: Final = 25
"""Depth of its calls: with the walker's own frames this stays well below Python's own limit."""


def run(source: str, typed: Sequence[str] = ()) -> str:
    """What the program prints, given the lines that its user types. Raises RefusedError and nothing else."""
    walker = _Walker(Budget(STEPS), list(typed))
    try:
        walker.block(_parsed(source).body, walker.module)
    except (ArithmeticError, LookupError, TypeError, ValueError, RuntimeError) as error:
        raise RefusedError(f"the program fails: {error}") from error
    except (_Break, _Continue, _Return) as error:
        raise RefusedError("leaves a loop or a function that it is not in") from error
    return "".join(walker.printed)


def _parsed(source: str) -> ast.Module:
    if len(source) > SOURCE:
        raise RefusedError("the program is too long")
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:  # the parser's own ways to give up
        raise RefusedError("no Python program") from error
    level: list[ast.AST] = [tree]
    for _ in range(NESTING):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        raise RefusedError("the program is nested too deeply")
    return tree


class _Break(Exception):  # noqa: N818 - a jump, not an error
    pass


class _Continue(Exception):  # noqa: N818
    pass


class _Return(Exception):  # noqa: N818
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


@dataclass(frozen=True, slots=True)
class _Function:
    parameters: tuple[str, ...]
    defaults: Mapping[str, Any]
    body: Sequence[ast.stmt]
    own: frozenset[str]


class _Walker(Expressions):
    def __init__(self, budget: Budget, typed: list[str]) -> None:
        super().__init__(budget)
        self.typed = typed
        self.printed: list[str] = []
        self.functions: dict[str, _Function] = {}
        self.depth = 0
        self.module = Scope({})

    def block(self, statements: Sequence[ast.stmt], scope: Scope) -> None:
        for statement in statements:
            self.budget.spend()
            known(_STATEMENTS, statement)(self, statement, scope)

    def expression(self, node: ast.Expr, scope: Scope) -> None:
        self.value(node.value, scope)

    def skip(self, node: ast.Pass, _: Scope) -> None:
        pass

    def assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.value(node.value, scope)
        for target in node.targets:
            self.bind(target, value, scope)

    def augment(self, node: ast.AugAssign, scope: Scope) -> None:
        if not isinstance(node.target, ast.Name):
            raise RefusedError("only names are changed in place")
        old, new = scope.find(node.target.id), self.value(node.value, scope)
        if isinstance(old, list) and isinstance(node.op, ast.Add):
            bounded.method(self.budget, old, "extend", [new], {})
        elif isinstance(old, list):
            raise RefusedError("lists grow by += alone")
        else:
            scope.names[node.target.id] = bounded.binary(self.budget, type(node.op), old, new)

    def branch(self, node: ast.If, scope: Scope) -> None:
        self.block(node.body if self.value(node.test, scope) else node.orelse, scope)

    def repeat(self, node: ast.While, scope: Scope) -> None:
        while self.value(node.test, scope):
            if not self._turn(node.body, scope):
                return
        self.block(node.orelse, scope)

    def loop(self, node: ast.For, scope: Scope) -> None:
        over = self.value(node.iter, scope)
        if not isinstance(over, str | list | tuple | dict | set | range):
            raise RefusedError("not a collection")
        for member in over:
            self.budget.spend()
            self.bind(node.target, member, scope)
            if not self._turn(node.body, scope):
                return
        self.block(node.orelse, scope)

    def _turn(self, body: Sequence[ast.stmt], scope: Scope) -> bool:
        """One round of a loop; False where it ends the loop."""
        try:
            self.block(body, scope)
        except _Break:
            return False
        except _Continue:
            return True
        return True

    def leave(self, node: ast.stmt, _: Scope) -> None:
        raise _Break if isinstance(node, ast.Break) else _Continue

    def hand_back(self, node: ast.Return, scope: Scope) -> None:
        raise _Return(self.value(node.value, scope) if node.value else None)

    def define(self, node: ast.FunctionDef, scope: Scope) -> None:
        given = node.args
        others = given.posonlyargs or given.kwonlyargs or given.vararg or given.kwarg or node.decorator_list
        if others or scope is not self.module:
            raise RefusedError("only plain functions of the module")
        parameters = tuple(each.arg for each in given.args)
        defaults = [self.value(each, scope) for each in given.defaults]
        named = dict(zip(parameters[len(parameters) - len(defaults) :], defaults, strict=True))
        own = frozenset(_assigned(node.body)) | set(parameters)
        self.functions[node.name] = _Function(parameters, named, node.body, own)

    def call(self, node: ast.Call, scope: Scope) -> Any:
        arguments = [each for argument in node.args for each in self._argument(argument, scope)]
        named = {each.arg: self.value(each.value, scope) for each in node.keywords if each.arg is not None}
        if len(named) != len(node.keywords):
            raise RefusedError("not in the subset: **")
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value, scope)
            return bounded.method(self.budget, owner, node.func.attr, arguments, named)
        if not isinstance(node.func, ast.Name):
            raise RefusedError("calls something without a name")
        return self._named_call(node.func.id, arguments, named)

    def _argument(self, node: ast.expr, scope: Scope) -> list[Any]:
        if isinstance(node, ast.Starred):
            return bounded.elements(self.budget, self.value(node.value, scope))
        return [self.value(node, scope)]

    def _named_call(self, name: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> Any:
        if name in self.functions:
            return self._called(self.functions[name], arguments, named)
        if name == "print":
            return self._print(arguments, named)
        if name == "input" and self.typed:
            return self.typed.pop(0)
        if name not in bounded.BUILTINS:
            raise RefusedError(f"no function of the subset: {name}")
        return bounded.builtin(self.budget, name, arguments, named)

    def _called(self, function: _Function, arguments: Sequence[Any], named: Mapping[str, Any]) -> Any:
        if self.depth >= CALLS:
            raise RefusedError("calls are nested too deeply")
        given = dict(function.defaults) | dict(zip(function.parameters, arguments, strict=False)) | dict(named)
        twice = set(named) & set(function.parameters[: len(arguments)])
        if set(given) != set(function.parameters) or len(arguments) > len(function.parameters) or twice:
            raise RefusedError("is called with other arguments")
        self.depth += 1
        try:
            self.block(function.body, Scope(given, self.module, function.own))
        except _Return as returned:
            return returned.value
        finally:
            self.depth -= 1
        return None

    def _print(self, arguments: Sequence[Any], named: Mapping[str, Any]) -> None:
        sep, end = named.get("sep", " "), named.get("end", "\n")
        if set(named) - {"sep", "end"} or not isinstance(sep, str) or not isinstance(end, str):
            raise RefusedError("prints in another way")
        line = sep.join(bounded.text(self.budget, each) for each in arguments) + end
        self.printed.append(self.budget.checked(line))


def _assigned(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Names that a function's statements bind; those of comprehensions are their own."""
    for statement in body:
        for node in _without_comprehensions(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _without_comprehensions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.ListComp | ast.GeneratorExp):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _without_comprehensions(child)


_STATEMENTS: Final[Mapping[type[Any], Callable[..., None]]] = {
    ast.Expr: _Walker.expression,
    ast.Pass: _Walker.skip,
    ast.Assign: _Walker.assign,
    ast.AugAssign: _Walker.augment,
    ast.If: _Walker.branch,
    ast.While: _Walker.repeat,
    ast.For: _Walker.loop,
    ast.Break: _Walker.leave,
    ast.Continue: _Walker.leave,
    ast.Return: _Walker.hand_back,
    ast.FunctionDef: _Walker.define,
}
