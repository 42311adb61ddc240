"""Solvers found by their own declaration: a module of a field's folder with `SOLVERS` is asked, nothing lists it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from pytest_realunify.procedural.reference.refining.phrases import Solver


@cache
def solvers_in(package: str) -> tuple[Solver, ...]:
    """Of all modules of a field, in the order of their names."""
    path = import_module(package).__path__
    modules = (import_module(info.name) for info in iter_modules(path, f"{package}."))
    return tuple(solver for module in modules for solver in getattr(module, "SOLVERS", ()))
