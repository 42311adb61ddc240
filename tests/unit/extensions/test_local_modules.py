"""Which class of the working directory a mistyped name comes nearest to, told without importing anything."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.extensions.importing import imported
from pytest_realunify.extensions.local_modules import nearest
from pytest_realunify.judges.resolve import resolve as resolve_judge
from pytest_realunify.models.resolve import resolve
from pytest_realunify.taxonomy import VERBS

PAINTER = "team.nets.painter:Painter"
MODEL = "class {}:\n    def understand(self, requests): ...\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: modules that would end the process if they were imported."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    bomb = "import os\nos._exit(3)\n"
    (tmp_path / "mymodel.py").write_text(bomb + "class Config: ...\n" + MODEL.format("MyModel"))
    (tmp_path / "team" / "nets").mkdir(parents=True)
    (tmp_path / "team" / "nets" / "painter.py").write_text(
        bomb + "if 1:\n    " + MODEL.format("Painter").replace("\n", "\n    ")
    )
    (tmp_path / "team" / "__init__.py").write_text(bomb)
    (tmp_path / "tools.py").write_text(bomb + "def understand(x): ...\nclass Tool:\n    def run(self): ...\n")
    (tmp_path / "broken.py").write_text("def understand(:\n")
    (tmp_path / "odd.py").write_bytes(b"# def edit \xff\n")
    for hidden in (".hidden", "env/lib", "node_modules"):
        (tmp_path / hidden).mkdir(parents=True)
        (tmp_path / hidden / "mymodle.py").write_text(MODEL.format("MyModle"))
    (tmp_path / "env" / "pyvenv.cfg").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((typed, "mymodel:MyModel") for typed in ("mymodel", "MyModel", "mymodel.py", "mymodel.MyModel")),
        *((typed, "mymodel:MyModel") for typed in ("mymodel.py:MyModel", "mymodel::MyModel", "mymodle:MyModel")),
        *((typed, "mymodel:MyModel") for typed in ("mymodel:Mymodel", "my_model:MyModel", "./mymodel.py:MyModel")),
        *(
            (typed, "team.nets.painter:Painter")
            for typed in ("painter:Painter", "Painter", "painter", "nets/painter.py")
        ),
        *(
            (typed, "team.nets.painter:Painter")
            for typed in ("team/nets/painter.py:Painter", "team.net.painter:Paintr")
        ),
        *((typed, "") for typed in ("gpt", "reference", "tools:Tool", "MyMo", "", ":", "zzz:Zzz")),
    ],
)
def test_the_nearest_class_that_could_be_a_model_is_told(typed: str, meant: str, here: Path) -> None:
    assert nearest(typed, VERBS, here) == meant


def test_a_class_that_is_like_one_and_a_folder_on_the_path_count(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "src").mkdir()
    (here / "src" / "two.py").write_text(MODEL.format("Base") + "class Large(Base): ...\n")
    assert nearest("two:Large", VERBS, here) == "src.two:Large"
    monkeypatch.syspath_prepend(str(here / "src"))
    assert nearest("Large", VERBS, here) == "two:Large"


@given(st.text(max_size=30))
@settings(max_examples=50)
def test_whatever_is_typed_gets_an_answer_that_can_be_typed(typed: str) -> None:
    assert nearest(typed, VERBS, Path.cwd()) in ("", "mymodel:MyModel", "team.nets.painter:Painter")


def test_a_large_tree_is_looked_through_in_a_moment(here: Path) -> None:
    for number in range(60):
        (here / f"folder{number}").mkdir()
        for each in range(30):
            (here / f"folder{number}" / f"m{each}.py").write_text(f"x = {each}\n" * 200)
    began = time.perf_counter()
    assert nearest("mymodle:MyModel", VERBS, here) == "mymodel:MyModel"
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("typed", ["mymodel", "MyModel", "mymodel.MyModel", "mymodel.py:MyModel", "mymodle:MyModel"])
def test_an_unknown_model_is_answered_with_the_class_that_is_there(typed: str) -> None:
    with pytest.raises(UsageError, match="Did you mean 'mymodel:MyModel'"):
        resolve(typed, {})


def test_a_class_with_a_slip_is_answered_from_its_module() -> None:
    with pytest.raises(UsageError, match=r"unknown name in module 'mymodel' .*: 'MyModle'\. Did you mean 'MyModel'\?"):
        resolve("mymodel:MyModle", {})


def test_a_module_in_packages_is_read_and_nothing_is_imported_for_it() -> None:
    """Importing any of these would end the process."""
    imported("team.nets.painter:Painter", "--model", ModelError)
    for nowhere in ("team.nets.tools:Tool", "mymodel.py:MyModel", "mymodel.deeper.still:It"):
        with pytest.raises(UsageError, match="cannot find module" if "team" not in nowhere else "module"):
            imported(nowhere, "--model", ModelError)


def test_so_is_one_that_only_the_import_can_tell(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "late.py").write_text("try:\n    import json\nexcept ImportError:\n    pass\n" + MODEL.format("LateModel"))
    monkeypatch.delitem(sys.modules, "late", raising=False)
    with pytest.raises(ModelError, match=r"module 'late' has no 'LatModel'\. Did you mean 'LateModel'\?"):
        imported("late:LatModel", "--model", ModelError)()


def test_an_unknown_judge_is_answered_with_the_class_that_is_there(here: Path) -> None:
    (here / "myjudge.py").write_text("class Strict:\n    def answer(self, requests): ...\n")
    for typed in ("myjudge", "Strict", "myjugde:Strict"):
        with pytest.raises(UsageError, match="Did you mean 'myjudge:Strict'"):
            resolve_judge(typed, {}, lambda name: resolve(name, {}))
