"""What a release is, and what installing gives: a wheel that runs anywhere, a plugin that costs nothing."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from email.message import Message
from pathlib import Path

import pytest

import pytest_realunify
from checkout import ROOT
from pytest_realunify.models.open_models import known
from pytest_realunify.models.openai import presets


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what a release puts onto an index: an sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    (found,) = dist.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def sdist(dist: Path) -> Path:
    (found,) = dist.glob("*.tar.gz")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python of a fresh environment that holds the built wheel, and otherwise sees this environment's libraries."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv/bin/python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    site = next((folder / "venv/lib").glob("python*/site-packages"))
    here = dict.fromkeys(path for path in sys.path if Path(path).name in ("site-packages", "dist-packages"))
    (site / "libraries.pth").write_text("\n".join(here) + "\n")
    return python


def told(wheel: Path) -> Message:
    """What the wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(archive.read(name))


def test_an_index_would_take_wheel_and_sdist(wheel: Path, sdist: Path) -> None:
    pytest.importorskip("twine")
    command = [sys.executable, "-m", "twine", "--no-color", "check", "--strict", str(wheel), str(sdist)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("PASSED") == 2


def test_the_version_stands_in_one_place_and_everything_has_it(wheel: Path, sdist: Path) -> None:
    version = pytest_realunify.__version__
    assert told(wheel)["Version"] == version
    assert (wheel.name.split("-")[1], sdist.name) == (version, f"pytest_realunify-{version}.tar.gz")
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'dynamic = ["version"]' in declared
    assert f'"{version}"' not in declared


def test_the_front_page_of_a_release_is_the_readme(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith(".dist-info/METADATA")]
        page = archive.read(name).decode("utf-8").partition("\n\n")[2]
    assert page == (ROOT / "README.md").read_text(encoding="utf-8")
    assert told(wheel)["Description-Content-Type"] == "text/markdown"


def test_an_sdist_holds_what_its_own_tests_and_pages_are_made_of(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tracked = subprocess.run(["git", "-C", ROOT, "ls-files"], capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a checkout of git")
    left_out = {name for name in tracked.stdout.splitlines() if not name.startswith(".")} - names
    assert left_out == set()
    assert not [name for name in names if "__pycache__" in name or name.startswith((".realunify", "build"))]


def test_a_wheel_holds_the_package_and_nothing_of_the_checkout_around_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"pytest_realunify"}
    for name in ("py.typed", "__init__.pyi", "cases/test_ueg.py", "cases/test_geu.py"):
        assert f"pytest_realunify/{name}" in names


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
                ("plugin", "hookspec", "errors", "taxonomy", "options", "options.groups", "options.settings",
                 "options.table", "options.unused", "options.values", "options.gate_rules",
                 "options.variants"))}
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly")
    result.assert_outcomes(passed=1)
    assert not (pytester.path / ".realunify").exists()
