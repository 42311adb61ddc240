"""What is loaded when a run begins is out of the garbage collector's sight, in a process of pytest's own alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

CONFTEST = """
import gc
import sys

def pytest_sessionfinish():
    print(f"frozen {bool(gc.get_freeze_count())}", file=sys.stderr)
"""
RUN = ("--realunify", "--model=reference", "--realunify-suite=procedural:smoke", "-k", "maze", "-p", "no:cacheprovider")
OTHER = f"import pytest; pytest.main({list(RUN)!r})"


@pytest.mark.parametrize(
    ("command", "frozen"),
    [
        (("-m", "pytest", *RUN), True),
        (("-m", "pytest", "--co", "-q"), False),
        (("-c", OTHER), False),
    ],
    ids=["pytest", "without --realunify", "somebody else's process"],
)
def test_only_pytests_own_process_with_realunify(
    pytester: pytest.Pytester, command: tuple[str, ...], frozen: bool
) -> None:
    pytester.makeconftest(CONFTEST)
    done = subprocess.run([sys.executable, *command], cwd=pytester.path, capture_output=True, text=True, check=False)
    assert f"frozen {frozen}" in done.stderr, done.stdout
