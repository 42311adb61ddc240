"""What installing gives: a wheel that runs in an empty directory, and a plugin that costs nothing until it is used."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from checkout import ROOT
from pytest_realunify.models.open_models import known
from pytest_realunify.models.openai import presets


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python of a fresh environment that holds the built wheel, and otherwise sees this environment's libraries."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv/bin/python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    site = next((folder / "venv/lib").glob("python*/site-packages"))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_a_wheel_holds_the_tables_that_names_are_looked_up_in(installed: Path, tmp_path: Path) -> None:
    look = """
from pytest_realunify.models.openai import presets
from pytest_realunify.models.open_models import known
print(len([presets.load(name, "here") for name in presets.names()]), len(known()))
"""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [installed, "-c", look], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(len(presets.names())), str(len(known()))]
    assert min(len(presets.names()), len(known())) > 7


def test_a_wheel_runs_the_smoke_suite_in_an_empty_directory(installed: Path, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "PYTHON"))}
    done = subprocess.run(
        [
            *(installed, "-m", "pytest", "--realunify", "--model=reference", "-p", "no:randomly"),
            *("--realunify-suite=procedural:smoke", "-m", "mental_tracking or cognitive_navigation"),
        ],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert "scored 4 of 4" in done.stdout
    where = subprocess.run(
        [installed, "-c", "import pytest_realunify; print(pytest_realunify.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(installed.parents[1]) in where.stdout, "the wheel was tested, not the checkout"


def test_a_wheel_tells_type_checkers_what_its_names_are(installed: Path, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "theirs.py").write_text(
        "import pytest_realunify as ru\n"
        "run = ru.load('last')\n"
        "reveal_type(run)\n"
        "reveal_type(run.case('x').strict == 'wrong')\n"
        "run.cases(strict='wrnog')\n"
        "ru.laod('last')\n",
        encoding="utf-8",
    )
    command = ["-m", "mypy", "--strict", "--python-executable", str(installed), "--cache-dir", "cache", "theirs.py"]
    done = subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
    told = [line.partition(": ")[2] for line in done.stdout.splitlines()]
    assert told[:2] == [
        'note: Revealed type is "pytest_realunify.api.run.Run"',
        'note: Revealed type is "bool"',
    ]
    assert told[2].startswith('error: Argument "strict" to "cases" of "Run" has incompatible type')
    assert told[3].startswith('error: Module has no attribute "laod"')
    assert len(told) == 5, done.stdout


def test_importing_the_plugin_imports_nothing_heavy() -> None:
    code = (
        "import sys, pytest, pytest_realunify.plugin\n"
        "heavy = {'torch', 'transformers', 'numpy', 'PIL', 'allure', 'xdist', 'scipy', 'msgspec'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_plain_pytest_run_loads_the_plugin_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_modules():
            ours = {name for name in sys.modules if name.startswith("pytest_realunify")}
            assert ours == {"pytest_realunify", *(f"pytest_realunify.{name}" for name in
                ("plugin", "hookspec", "errors", "taxonomy", "options", "options.settings", "options.table",
                 "options.values", "options.gate_rules"))}
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly")
    result.assert_outcomes(passed=1)
    assert not (pytester.path / ".realunify").exists()
