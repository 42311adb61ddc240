"""What a table may say of an interpreter, and how it is started."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from checkout import DOCS, ROOT
from interpreters import bare, too_old
from pytest_realunify.engine.ray.recipe import Recipe
from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.judges.resolve import resolve as resolve_judge
from pytest_realunify.models.remote.interpreter import Interpreter
from pytest_realunify.models.remote.launching import complaint, launcher, search_path
from pytest_realunify.models.remote.place import KEYS, Place, place_keys
from pytest_realunify.models.resolve import resolve

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MODEL = "mymodel:Model"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an environment below it, seen from a folder of its own."""
    bare(tmp_path / "envs/one")
    (tmp_path / "deep/er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep/er")
    return tmp_path


def place(**table: object) -> Place:
    return Place.of(table, "[t]")


def test_a_path_is_looked_for_here_and_above_and_a_link_stays_a_link(here: Path) -> None:
    found = place(python="envs/one/bin/python")
    assert found.python == (str(here / "envs/one/bin/python"),)
    assert Path(found.python[0]).is_symlink()
    assert found.shown == "envs/one/bin/python"


def test_an_interpreter_may_be_a_command(here: Path) -> None:
    assert place(python="python3").python[0].endswith("/python3")
    words = place(python="env A=1 envs/one/bin/python -X utf8").python
    assert words[1:] == ("A=1", "envs/one/bin/python", "-X", "utf8")
    (here / "with space").mkdir()
    (here / "with space/python").symlink_to(sys.executable)
    assert place(python=f"{here}/with space/python").python == (f"{here}/with space/python",)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"python": "envs/two/bin/python"}, "there is no envs/two/bin/python; envs holds one"),
        ({"python": "envs/one/bin/pyton"}, "there is no envs/one/bin/pyton; envs/one/bin holds"),
        ({"python": "envs/one"}, "'envs/one' is a folder; its interpreter is envs/one/bin/python"),
        ({"python": "no-such-command -x"}, "there is no no-such-command"),
        ({"python": "  "}, "python is empty"),
        ({"ssh": ""}, "ssh is empty"),
        ({"ssh": 7}, "ssh is 7, expected text"),
        ({"ssh": "a", "environment": {"A": 1}}, "environment: A is 1, expected text"),
        ({"ssh": "a", "environment": "A=1"}, "expected a table"),
    ],
)
def test_what_cannot_be_an_interpreter_is_refused_with_the_nearest(
    here: Path, table: dict[str, object], said: str
) -> None:
    assert here.is_dir()
    with pytest.raises(UsageError, match=r"^\[t\]") as caught:
        place(**table)
    assert said in str(caught.value)


def test_of_another_machine_nothing_is_looked_up_here() -> None:
    found = place(ssh="-p 2222 me@box", python="~/envs/x/bin/python -X utf8")
    assert found.python == ("envs/x/bin/python", "-X", "utf8")
    assert found.shown == "~/envs/x/bin/python -X utf8 on me@box"
    assert place(ssh="me@box").python == ("python3",)


def test_only_python_and_ssh_make_an_interpreter_of_its_own() -> None:
    assert place_keys({"directory": "x", "environment": {}, "target": "y"}) == []
    assert place_keys({"directory": "x", "ssh": "a", "target": "y"}) == ["ssh", "directory"]


def test_resolving_starts_nothing_and_keeps_where_it_runs_out_of_the_settings(here: Path) -> None:
    table = {"adapter": MODEL, "size": 7, "python": "envs/one/bin/python"}
    spec = resolve("m", {"m": table})
    assert (spec.settings, spec.kind, spec.where) == ({"size": 7}, MODEL, "envs/one/bin/python")
    assert spec.uses_device
    far = resolve("m", {"m": {**table, "ssh": "-p 1 me@box"}})
    assert (far.where, far.uses_device) == ("envs/one/bin/python on me@box", False)
    assert here.is_dir()


def test_what_a_judge_s_votes_are_kept_under_does_not_say_where_it_runs(here: Path) -> None:
    def fingerprint(python: str) -> str:
        spec = resolve("m", {"m": {"adapter": MODEL, "python": python}})
        return resolve_judge("vlm:m", {}, lambda _: spec).fingerprint("?")

    assert fingerprint("envs/one/bin/python") == fingerprint("python3")
    assert here.is_dir()


def test_a_recipe_for_another_machine_says_which_interpreter_there(here: Path) -> None:
    spec = resolve("m", {"m": {"adapter": "torchumm", "target": "x", "python": "envs/one/bin/python"}})
    recipe = Recipe.of(spec, {}, 8)
    assert recipe.tables["m"] == {"adapter": "torchumm", "target": "x", "python": "envs/one/bin/python"}
    assert here.is_dir()


@pytest.mark.parametrize(
    ("adapter", "said"),
    [
        ("composed", "runs where its parts do: write python into theirs"),
        ("openai", "openai needs no libraries but the plugin's own"),
        ("reference", "reference needs no libraries"),
        ("recorded", "recorded needs no libraries"),
        ("diffuser", "unknown adapter in [tool.realunify.models.m]: 'diffuser'. Did you mean 'diffusers'?"),
    ],
)
def test_what_has_nothing_to_gain_by_it_is_told_so(adapter: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve("m", {"m": {"adapter": adapter, "python": sys.executable}})
    assert said in str(caught.value)


def test_a_misspelt_class_is_found_where_the_module_lies_here_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.py").write_text("import torch_of_old\nclass Model: pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UsageError, match=r"'Modle'\. Did you mean 'Model'"):
        resolve("m", {"m": {"adapter": "mine:Modle", "python": sys.executable}})
    resolve("m", {"m": {"adapter": "mine:Model", "python": sys.executable}})
    resolve("m", {"m": {"adapter": "nowhere.to.be.found:Model", "python": sys.executable}})


def test_settings_of_an_adapter_are_checked_here_unless_it_runs_on_another_machine() -> None:
    table = {"adapter": "transformers", "target": "a/b", "dtyp": "auto"}
    with pytest.raises(UsageError, match=r"'dtyp'\. Did you mean 'dtype'"):
        resolve("m", {"m": {**table, "python": sys.executable}})
    resolve("m", {"m": {**table, "ssh": "me@box"}})


def test_the_path_goes_along_without_what_belongs_to_this_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("team", "x/site-packages", "cwd"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.setattr(sys, "path", ["", *sys.path, str(tmp_path / "team"), str(tmp_path / "x/site-packages"), "gone"])
    found = search_path()
    assert found[0] == str(tmp_path / "cwd")
    assert str(tmp_path / "team") in found
    assert not any("site-packages" in each or "python3" in Path(each).name for each in found)
    assert str(ROOT) not in found


def test_an_interpreter_s_own_variables_are_not_for_the_other_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    command = shlex.split(launcher(place(python=str(bare(tmp_path / "env")))))
    done = subprocess.run(
        [*command, "-u", "-c", "import sys; print(sys.path, sys.argv)"], capture_output=True, text=True, check=True
    )
    assert str(tmp_path) not in done.stdout.partition("]")[0].split("'")
    assert done.stdout.strip().endswith("['-c']")


def test_what_an_interpreter_prints_while_it_starts_is_no_message(tmp_path: Path) -> None:
    python = bare(tmp_path / "env")
    (libraries,) = (tmp_path / "env").glob("lib/python*/site-packages")
    (libraries / "sitecustomize.py").write_text("print('welcome')")
    done = subprocess.run(
        [*shlex.split(launcher(place(python=str(python)))), "-c", "print('message')"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("message\n", "welcome\n")


def test_an_interpreter_that_is_too_old_is_told_by_its_version() -> None:
    python = too_old()
    if python is None:
        pytest.skip("every interpreter here is young enough")
    with pytest.raises(ModelError, match=r"is Python [23]\.\d+\.\d+, and 3\.8 or newer is needed$"):
        Interpreter(place(python=str(python)))


def test_an_interpreter_without_pillow_is_told_what_to_type(tmp_path: Path) -> None:
    python = bare(tmp_path / "env")
    (libraries,) = (tmp_path / "env").glob("lib/python*/site-packages")
    (libraries / "PIL").unlink()
    with pytest.raises(ModelError, match=rf"has no Pillow.*: {python} -m pip install pillow$"):
        Interpreter(place(python=str(python)))


def test_what_is_no_interpreter_at_all_is_quoted(tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho 'no licence left' >&2\nexit 3\n")
    script.chmod(0o755)
    found = place(python=str(script))
    assert complaint(found) == f"{script} does not start (exit code 3): no licence left"
    with pytest.raises(ModelError, match="no licence left"):
        Interpreter(found)
    script.unlink()
    assert "cannot be run: " in complaint(found)


def test_standard_error_may_be_a_pipe(tmp_path: Path) -> None:
    """To which no position can be told: under ssh it always is one."""
    code = f"""
from pytest_realunify.models.remote.interpreter import Interpreter
from pytest_realunify.models.remote.place import Place
interpreter = Interpreter(Place.of({{"python": {str(bare(tmp_path / "env"))!r}}}, "t"))
print(interpreter.ask({{"do": "facts"}})[0]["facts"]["executable"])
interpreter.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{tmp_path}/env/bin/python\n"
    assert done.stderr == ""


def test_a_process_s_share_of_this_machine_is_set_there_and_the_table_has_the_last_word() -> None:
    environ = {"CUDA_VISIBLE_DEVICES": "3", "OMP_NUM_THREADS": "2", "HOME": "/home/me"}
    found = place(python=sys.executable, environment={"OMP_NUM_THREADS": "1", "HF_HOME": "/data"})
    assert found.variables(environ) == {"CUDA_VISIBLE_DEVICES": "3", "OMP_NUM_THREADS": "1", "HF_HOME": "/data"}


@pytest.mark.parametrize(("mine", "there"), [("", "4,5"), ("5", "5"), ("0", "4,5"), ("4,5", "4,5")])
def test_of_another_machine_s_devices_a_worker_has_those_it_was_handed(mine: str, there: str) -> None:
    found = place(ssh="me@box", devices=[4, "5"])
    environ = {"CUDA_VISIBLE_DEVICES": mine, "OMP_NUM_THREADS": "2"}
    assert found.variables(environ) == {"CUDA_VISIBLE_DEVICES": there}
    assert place(ssh="me@box").variables(environ) == {}


def test_a_composed_model_has_its_parts_devices() -> None:
    tables = {
        "far": {"adapter": MODEL, "ssh": "me@box", "devices": [0, 1]},
        "pair": {"adapter": "composed", "generate": "reference", "understand": "far"},
    }
    assert resolve("pair", tables).devices_there == resolve("far", tables).devices_there == ("0", "1")
    assert resolve("reference", tables).devices_there == ()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"python": sys.executable, "devices": ["0"]}, "devices lists those of another machine"),
        ({"ssh": "a", "devices": [True]}, "devices holds True"),
        ({"ssh": "a", "devices": "0,1"}, "expected a list"),
    ],
)
def test_devices_that_are_none_are_refused(table: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        place(**table)


def test_the_page_tells_every_key_and_its_tables_are_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "interpreters.md").read_text()
    assert [key for key in KEYS if f"`{key}`" not in page] == []
    (shown,) = [text for text in page.split("\n\n") if '"mymodel:MyModel"' in text]
    bare(tmp_path / "envs/mine")
    monkeypatch.chdir(tmp_path)
    table = tomllib.loads("\n".join(line.strip() for line in shown.splitlines()))["tool"]["realunify"]["models"]["mine"]
    assert resolve("mine", {"mine": table}).where == "envs/mine/bin/python on me@gpu-box"


def test_a_setting_that_is_no_plain_value_is_refused() -> None:
    table = tomllib.loads('adapter = "mymodel:Model"\nsince = 2026-01-02\n')
    with pytest.raises(UsageError, match=r"a setting cannot go to another interpreter .* date .* write it as text"):
        resolve("m", {"m": {**table, "python": sys.executable}})


def test_a_directory_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"does not answer: .*nowhere-at-all"):
        Interpreter(place(python=str(bare(tmp_path / "env")), directory="/nowhere-at-all"))


def test_the_directory_is_where_paths_of_its_settings_begin(tmp_path: Path) -> None:
    (tmp_path / "models/some").mkdir(parents=True)
    table = {"adapter": "transformers", "target": "./some", "python": sys.executable}
    with pytest.raises(UsageError, match="no such folder"):
        resolve("m", {"m": table})
    assert resolve("m", {"m": {**table, "directory": str(tmp_path / "models")}}).settings == {"target": "./some"}
