"""The data set in one option, from a hub of our own through huggingface_hub's own client."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from fakehub import REPO, FakeHub, files_of, hub, tarred, zipped
from official_data import write_official
from parquetdata import write_parquet
from pytest_realunify.cli.main import main
from pytest_realunify.suites.hub import cache
from toybench import Bench, folder_is_clean, one_line_errors

NAME = f"hub:{REPO}"
SUITE = f"--realunify-suite={NAME}"
MODEL = "--model=mymodels:Guesses"
GUESSES = """
class Guesses:
    def understand(self, requests):
        return ["A" for _ in requests]
"""
DIRECT = "--realunify-protocol=direct"
HOW = (MODEL, "-p", "no:xdist", DIRECT)


@pytest.fixture
def server(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A hub without data; caches of this test alone."""
    bench.pytester.makepyfile(mymodels=GUESSES)
    with hub() as served:
        monkeypatch.setenv("HF_ENDPOINT", served.url)
        monkeypatch.setenv("HF_HOME", str(bench.path / "hf"))
        monkeypatch.setenv("REALUNIFY_CACHE", str(bench.path / "cache"))
        monkeypatch.delenv("HF_HUB_CACHE", raising=False)
        yield served


@pytest.fixture
def official(server: FakeHub, tmp_path_factory: pytest.TempPathFactory) -> FakeHub:
    """With the toy data."""
    folder = tmp_path_factory.mktemp("official")
    server.push(files_of(write_official(folder, ("GEU_direct", "GEU_step", "UEG_direct"))) | {"README.md": b"ours"})
    return server


def test_the_first_run_downloads_and_the_second_needs_no_hub(bench: Bench, official: FakeHub, way: list[str]) -> None:
    result = bench.run(MODEL, DIRECT, SUITE, *way)
    result.assert_outcomes(passed=1, failed=3)
    commit = official.branches["main"]
    result.stdout.fnmatch_lines([f"realunify: model *, suite {NAME}@{commit} (fingerprint *"])
    result.stdout.fnmatch_lines(["realunify: downloaded 7 files, *", "realunify: terms of the data: for academic use*"])
    assert not any("README" in line for line in official.asked)
    facts = bench.folders[-1].facts()
    assert facts["suite"]["commit"] == commit
    assert facts["options"]["realunify_suite"] == f"{NAME}@{commit}"
    first = bench.results
    assert not [*bench.folders[-1].images.iterdir()], "its pictures are not copied into the run"

    official.leave()
    asked = len(official.asked)
    again = bench.run(MODEL, DIRECT, SUITE, *way)
    again.assert_outcomes(passed=1, failed=3)
    again.stdout.fnmatch_lines([f"realunify: the hub cannot be reached: main is taken to be commit {commit[:12]}*"])
    assert "terms of the data" not in again.stdout.str(), "once"
    assert len(official.asked) == asked
    assert {key: each.steps[0].inputs for key, each in bench.results.items()} == {
        key: each.steps[0].inputs for key, each in first.items()
    }
    assert bench.folders[-1].facts()["suite"] == facts["suite"]


def test_a_commit_that_is_here_is_never_asked_for(bench: Bench, official: FakeHub) -> None:
    pinned = f"{SUITE}@{official.branches['main']}"
    bench.run(*HOW, pinned).assert_outcomes(passed=1, failed=3)
    asked = len(official.asked)
    bench.run(*HOW, pinned).assert_outcomes(passed=1, failed=3)
    bench.run("--realunify-resume", SUITE, "-p", "no:xdist").assert_outcomes(passed=1, failed=3)
    assert len(official.asked) == asked


def test_a_branch_that_moved_on_is_another_suite_and_a_resumed_run_keeps_its_own(
    bench: Bench, official: FakeHub
) -> None:
    bench.run(*HOW, SUITE)
    before = bench.folders[-1].facts()["suite"]
    official.push(official.commits[official.branches["main"]] | {"README.md": b"a word more"})
    bench.run("--realunify-resume", SUITE, "-p", "no:xdist").assert_outcomes(passed=1, failed=3)
    assert bench.folders[-1].facts()["suite"] == before
    bench.run(*HOW, SUITE)
    after = bench.folders[-1].facts()["suite"]
    assert after["commit"] != before["commit"]
    assert after["fingerprint"] != before["fingerprint"]
    refused = bench.run("--realunify-resume", f"{SUITE}@main", "-p", "no:xdist")
    assert "differs from the run being resumed" in refused.stderr.str()


@pytest.mark.usefixtures("official")
def test_reports_leave_its_texts_and_pictures_out(bench: Bench) -> None:
    bench.run(*HOW, SUITE, "--realunify-report=html,json,markdown")
    folder = bench.folders[-1].path
    for name in ("report.html", "report.json", "report.md"):
        assert "Which number is shown" not in (folder / name).read_text()


@pytest.mark.parametrize("shape", ["image.zip", "image.tar.gz", "inner.zip", "image/mental_tracking.zip", "above.tgz"])
def test_archives_of_pictures_are_unpacked_wherever_they_begin(
    bench: Bench, server: FakeHub, tmp_path_factory: pytest.TempPathFactory, shape: str
) -> None:
    files = files_of(write_official(tmp_path_factory.mktemp("official"), ["GEU_direct"]))
    rows = {path: data for path, data in files.items() if path.endswith(".json")}
    pictures = {path: data for path, data in files.items() if path not in rows}
    inner = {path.removeprefix("image/"): data for path, data in pictures.items()}
    deeper = {path.removeprefix("image/mental_tracking/"): data for path, data in pictures.items()}
    archive = {
        "image.zip": zipped(pictures),
        "image.tar.gz": tarred({f"./{path}": data for path, data in pictures.items()}),
        "inner.zip": zipped(inner),
        "image/mental_tracking.zip": zipped(deeper),
        "above.tgz": tarred(inner),
    }[shape]
    server.push({**rows, shape: archive})
    bench.run(*HOW, SUITE).assert_outcomes(passed=1, failed=3)


REFUSED = {
    "zip up": ("image.zip", zipped({"../../evil.png": b"x"}), "holds '../../evil.png', which would leave its folder"),
    "zip absolute": ("image.zip", zipped({"/tmp/evil.png": b"x"}), "which would leave its folder"),  # noqa: S108
    "tar up": ("image.tgz", tarred({"a/../../evil.png": b"x"}), "which would leave its folder"),
    "tar link": ("image.tgz", tarred({}, {"image/a.png": "/etc/passwd"}), "which is a link or a device"),
    "bomb": ("image.zip", zipped({"image/a.png": b"\0" * 150_000_000}), "is it a bomb?"),
    "cut zip": ("image.zip", zipped({"a.png": b"x" * 9000})[:60], "cannot be unpacked"),
    "cut tar": ("image.tgz", tarred({"a.png": b"x" * 9000})[:60], "cannot be unpacked"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_archive_that_is_none_of_pictures_is_refused(
    bench: Bench, server: FakeHub, tmp_path_factory: pytest.TempPathFactory, what: str
) -> None:
    name, archive, told = REFUSED[what]
    files = files_of(write_official(tmp_path_factory.mktemp("official"), ["GEU_direct"]))
    server.push({path: data for path, data in files.items() if path.endswith(".json")} | {name: archive})
    result = bench.run(*HOW, SUITE)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    [line] = one_line_errors(result)
    assert told in line
    assert name in line
    assert not [*bench.path.rglob("evil.png")]
    assert not [*cache.folder_of(REPO).glob("part-*")]
    assert folder_is_clean(bench.path)


def test_what_the_hub_refuses_is_one_line(bench: Bench, official: FakeHub) -> None:
    def told(suite: str = SUITE) -> str:
        result = bench.run(*HOW, suite)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        [line] = one_line_errors(result)
        return line

    assert told(f"{SUITE}@v9") == f"ERROR: {NAME} has no revision 'v9': leave it out for the main branch"
    official.gated = True
    assert told().startswith(f"ERROR: {NAME} is gated: accept its terms at {official.url}/datasets/{REPO}, then type")
    official.gated, official.hidden = False, True
    assert f"has no data set {REPO}, or lets only its members see it: then type `hf auth login`" in told()
    official.hidden = False
    assert "names no data set: type such as hub:DogNeverSleep/RealUnify[@REVISION]" in told("--realunify-suite=hub:x")
    official.push({"README.md": b"nothing"}, "empty")
    assert "holds neither UEG_direct.json" in told(f"{SUITE}@empty")
    official.leave()
    assert told().endswith("nothing of it is on this machine yet")


def test_a_file_that_ends_too_soon_is_one_line_and_is_fetched_anew(bench: Bench, official: FakeHub) -> None:
    official.cut["GEU_direct.json"] = 100
    result = bench.run(*HOW, SUITE, subprocess=True)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    [line] = one_line_errors(result)
    assert line.startswith(f"ERROR: {NAME} at {official.url}: ")
    assert line.endswith("; GEU_direct.json did not arrive whole: try again")
    assert folder_is_clean(bench.path)
    official.cut.clear()
    bench.run(*HOW, SUITE).assert_outcomes(passed=1, failed=3)


@pytest.mark.usefixtures("official")
@pytest.mark.parametrize("how", ["cut", "changed", "gone"])
def test_a_file_that_was_touched_since_is_named_and_can_be_renewed(
    bench: Bench, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.run(*HOW, SUITE)
    [copy] = cache.copies()
    picture = copy.folder / "image/mental_tracking/left/images/0.png"
    data = picture.read_bytes()
    if how == "gone":
        picture.unlink()
    else:
        picture.write_bytes(data[:-9] if how == "cut" else data[:-9] + b"otherwise")
    result = bench.run(*HOW, SUITE)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    [line] = one_line_errors(result)
    told = {"cut": "was cut to", "changed": "has changed", "gone": "has gone"}[how]
    assert f"0.png: {told}" in line
    assert line.endswith(f"since it was downloaded; type `realunify data --renew {copy.name}`")
    assert main(["data"]) == 1
    assert "NOT WHOLE" in capsys.readouterr().out
    assert main(["data", "--renew", copy.name]) == 0
    bench.run(*HOW, SUITE).assert_outcomes(passed=1, failed=3)


def test_data_lists_checks_and_removes(bench: Bench, official: FakeHub, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data"]) == 0
    assert "no data set is cached in" in capsys.readouterr().out
    assert main(["data", NAME]) == 0
    told = capsys.readouterr().out
    assert "terms of the data" in told
    assert "4 UEG and 4 GEU instances, 4 pictures, fingerprint" in told
    commit = official.branches["main"]
    assert main(["data"]) == 0
    assert f"{NAME}@{commit}  7 files, 0.0 MB, whole" in capsys.readouterr().out
    bench.data("ABCD")
    assert main(["data", "official:data"]) == 0
    assert "0 UEG and 4 GEU instances" in capsys.readouterr().out
    assert main(["data", "--remove", NAME]) == 0
    assert f"removed {NAME}@{commit}" in capsys.readouterr().out
    assert not [*cache.copies()]
    assert main(["data", "--remove", NAME]) == 4
    assert main(["data", "--renew"]) == 4


def test_parquet_from_the_hub(
    bench: Bench, server: FakeHub, tmp_path_factory: pytest.TempPathFactory, way: list[str]
) -> None:
    server.push(files_of(write_parquet(tmp_path_factory.mktemp("packed"), 6)))
    result = bench.run(MODEL, DIRECT, SUITE, *way)
    result.assert_outcomes(passed=4, failed=8)
    assert {each.category for each in bench.results.values()} == {"mental_tracking", "cognitive_navigation"}
    assert not [*bench.folders[-1].images.iterdir()], "its pictures are not copied into the run"
    result.stdout.fnmatch_lines([f"*suite {NAME}@*"])
    inputs = [name for each in bench.results.values() for name in each.steps[0].inputs]
    assert all((cache.root() / "pictures" / name[:2] / name).is_file() for name in inputs)


def test_a_missing_library_is_one_line(bench: Bench, server: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    del server
    from pytest_realunify.suites.hub import client

    monkeypatch.setattr(client, "find_spec", lambda _: None)
    result = bench.run(*HOW, SUITE)
    assert one_line_errors(result) == [
        "ERROR: --realunify-suite=hub: and parquet: need huggingface_hub: pip install 'pytest-realunify[hub]'"
    ]


def test_a_report_of_a_run_whose_data_was_removed_downloads_nothing(bench: Bench, official: FakeHub) -> None:
    bench.run(*HOW, SUITE)
    shutil.rmtree(bench.path / "cache")
    asked = len(official.asked)
    case = next(iter(bench.results))
    assert main(["show", "last", case]) == 0
    assert main(["report", "last", "--format=json"]) == 0
    assert len(official.asked) == asked
