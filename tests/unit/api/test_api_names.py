"""What `import pytest_realunify as ru` brings, and what it does not import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pytest_realunify as ru

HOMES: dict[str, str] = vars(ru)["_HOMES"]
HERE = Path(ru.__file__).parent
PROMISED = {
    *("Case", "Comparison", "DataError", "Picture", "RealUnifyError", "Run", "Table", "UnreadableRunWarning"),
    *("UsageError", "__version__", "compare", "evaluate", "load", "runs"),
}
"""By docs/python.md: a name that goes is a new major version, and one that comes belongs here and there."""


def test_no_promised_name_is_missing_and_every_name_is_there() -> None:
    assert set(ru.__all__) >= PROMISED
    for name in ru.__all__:
        assert getattr(ru, name) is not None
        assert name in dir(ru)


def test_type_checkers_are_told_of_the_same_names_from_the_same_modules() -> None:
    body = ast.parse((HERE / "__init__.pyi").read_text(encoding="utf-8")).body
    told = {alias.name: node.module for node in body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert {name: module for name, module in told.items() if name != "Final"} == {
        name: f"{ru.__name__}.{home}" for name, home in HOMES.items()
    }
    assert set(ru.__all__) == {*HOMES, "__version__"}
    assert (HERE / "py.typed").is_file()


def test_a_name_that_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'pytest_realunify' has no attribute 'laod'"):
        _ = ru.laod  # type: ignore[attr-defined]


def test_every_promised_name_has_a_paragraph_on_the_page() -> None:
    page = (Path(__file__).parents[3] / "docs" / "python.md").read_text(encoding="utf-8")
    assert [name for name in ru.__all__ if f"`{name}" not in page and f"ru.{name}" not in page] == []


def test_importing_it_imports_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import pytest_realunify\n"
        "new = set(sys.modules) - before - {'pytest_realunify'}\n"
        "print(sorted(name for name in new if name.partition('.')[0] not in sys.stdlib_module_names))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
