"""Expressions of the small Python: each is a method, found by its syntax tree's node."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pytest_realunify.procedural.reference.refining import bounded
from pytest_realunify.procedural.reference.refining.bounded import Budget, RefusedError


@dataclass(slots=True)
class Scope:
    """Names of a module, a call or a comprehension. `own`: names a function assigns, which it never finds outside."""

    names: dict[str, Any]
    outer: Scope | None = None
    own: frozenset[str] = frozenset()

    def find(self, name: str) -> Any:
        if name in self.names:
            return self.names[name]
        if name in self.own or self.outer is None:
            raise RefusedError(f"name {name} is not defined")
        return self.outer.find(name)


def known(table: Mapping[type[Any], Callable[..., Any]], node: ast.AST) -> Callable[..., Any]:
    """What the table says of the node. Raises RefusedError for what is not in the subset."""
    found = table.get(type(node))
    if found is None:
        raise RefusedError(f"not in the subset: {type(node).__name__}")
    return found


class Expressions:
    """Computes values. Calls are left to `interpreter`, which knows what can be called."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget

    def value(self, node: ast.AST, scope: Scope) -> Any:
        self.budget.spend()
        return known(_EXPRESSIONS, node)(self, node, scope)

    def call(self, node: ast.Call, scope: Scope) -> Any:
        raise NotImplementedError

    def bind(self, target: ast.AST, value: Any, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            parts = bounded.elements(self.budget, value)
            if len(parts) != len(target.elts):
                raise RefusedError("unpacks another number of values")
            for each, part in zip(target.elts, parts, strict=True):
                self.bind(each, part, scope)
        elif isinstance(target, ast.Subscript):
            bounded.put(self.budget, self.value(target.value, scope), self.value(target.slice, scope), value)
        else:
            raise RefusedError(f"cannot assign to {type(target).__name__}")

    def constant(self, node: ast.Constant, _: Scope) -> Any:
        return self.budget.checked(node.value)

    def name(self, node: ast.Name, scope: Scope) -> Any:
        return scope.find(node.id)

    def listing(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Any:
        members = [self.value(each, scope) for each in node.elts]
        self.budget.weigh(members)
        make = {ast.List: list, ast.Tuple: tuple, ast.Set: set}[type(node)]
        return self.budget.checked(make(members))

    def mapping(self, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
        made = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                raise RefusedError("not in the subset: **")
            known = self.value(key, scope)
            self.budget.weigh(known)
            made[known] = self.value(value, scope)
        return made

    def operation(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        return bounded.binary(self.budget, type(node.op), left, right)

    def unary(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.value(node.operand, scope)
        if isinstance(node.op, ast.Not):
            return not value
        if isinstance(node.op, ast.USub) and isinstance(value, int):
            return -value
        raise RefusedError(f"not in the subset: {type(node.op).__name__}")

    def boolean(self, node: ast.BoolOp, scope: Scope) -> Any:
        ends = isinstance(node.op, ast.Or)
        value = None
        for each in node.values:
            value = self.value(each, scope)
            if bool(value) == ends:
                break
        return value

    def comparison(self, node: ast.Compare, scope: Scope) -> Any:
        left, holds = self.value(node.left, scope), True
        for kind, each in zip(node.ops, node.comparators, strict=True):
            right = self.value(each, scope)
            holds = bounded.compare(self.budget, type(kind), left, right)
            if not holds:
                break
            left = right
        return holds

    def choice(self, node: ast.IfExp, scope: Scope) -> Any:
        return self.value(node.body if self.value(node.test, scope) else node.orelse, scope)

    def member(self, node: ast.Subscript, scope: Scope) -> Any:
        return bounded.item(self.budget, self.value(node.value, scope), self.value(node.slice, scope))

    def cut(self, node: ast.Slice, scope: Scope) -> slice:
        return slice(*(self.value(each, scope) if each else None for each in (node.lower, node.upper, node.step)))

    def joined(self, node: ast.JoinedStr, scope: Scope) -> str:
        made: str = self.budget.checked("".join(str(self.value(each, scope)) for each in node.values))
        return made

    def formatted(self, node: ast.FormattedValue, scope: Scope) -> str:
        if node.format_spec is not None or node.conversion != -1:
            raise RefusedError("no format in braces")
        return bounded.text(self.budget, self.value(node.value, scope))

    def comprehension(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> list[Any]:
        inner = Scope({}, scope)
        made: list[Any] = self.budget.checked(
            [self.value(node.elt, inner) for _ in self._rounds(node.generators, inner, scope)]
        )
        return made

    def _rounds(self, generators: Sequence[ast.comprehension], inner: Scope, scope: Scope) -> Iterator[None]:
        """As often as the innermost expression is computed, its names bound."""
        if not generators:
            yield
            return
        first = generators[0]
        for member in bounded.elements(self.budget, self.value(first.iter, scope)):
            self.budget.spend()
            self.bind(first.target, member, inner)
            if all(self.value(test, inner) for test in first.ifs):
                yield from self._rounds(generators[1:], inner, inner)


_EXPRESSIONS: Final[Mapping[type[Any], Callable[..., Any]]] = {
    ast.Constant: Expressions.constant,
    ast.Name: Expressions.name,
    ast.List: Expressions.listing,
    ast.Tuple: Expressions.listing,
    ast.Set: Expressions.listing,
    ast.Dict: Expressions.mapping,
    ast.BinOp: Expressions.operation,
    ast.UnaryOp: Expressions.unary,
    ast.BoolOp: Expressions.boolean,
    ast.Compare: Expressions.comparison,
    ast.IfExp: Expressions.choice,
    ast.Subscript: Expressions.member,
    ast.Slice: Expressions.cut,
    ast.JoinedStr: Expressions.joined,
    ast.FormattedValue: Expressions.formatted,
    ast.ListComp: Expressions.comprehension,
    ast.GeneratorExp: Expressions.comprehension,
    ast.Call: lambda walker, node, scope: walker.call(node, scope),
}
