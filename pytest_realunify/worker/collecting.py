"""How cases come into a session: from where, under which ids, each of them once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

import pytest

from pytest_realunify import borrowed
from pytest_realunify.case_folder import CASES
from pytest_realunify.engine.batches import CASES_AT, readable
from pytest_realunify.run.addressing import CASE_FILES, Named
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.run.team_fixture import shown
from pytest_realunify.text import harmless
from pytest_realunify.worker.marks import MARKS


class CaseFile(pytest.Module):
    """A packaged case file. A team's `python_functions` names its own tests, and not these."""

    def funcnamefilter(self, name: str) -> bool:
        return name.startswith("test_")


def axis_of(case_file: str) -> str:
    """The axis that `test_geu.py` tests."""
    return case_file.removeprefix("test_").removesuffix(".py").upper()


class Collecting:
    """Registered in every process that collects."""

    def __init__(self, plan: RunPlan, named: Named) -> None:
        self.plan = plan
        self.named = named
        self._refused = False

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Hang the packaged case files under the session itself: the same node ids from any directory, and no walk
        through folders whose conftest files are none of the user's business."""
        report = yield
        if isinstance(collector, pytest.Session) and self.named.cases is not None and report.passed:
            axes = {case.listing.axis for case in self.plan.cases.values()}
            for name, file in CASE_FILES.items():
                if axis_of(name) in axes:  # pytest makes a skipped test of one parametrized with nothing
                    # The team's own hooks (a skip in setup, a report of theirs) are those of the rootdir's conftest.
                    borrowed.share_hooks(collector.config, file, collector.config.rootpath)
                    report.result.append(CaseFile.from_parent(collector, path=file, nodeid=f"{CASES_AT}/{name}"))
        elif isinstance(collector, CaseFile) and report.passed and not report.result and not self._refused:
            # `--lf` passes over files in which nothing has failed, and looks for ours where they do not lie.
            report.result = list(collector.collect())
        return report

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """In a checkout of ours the files lie below the rootdir, too."""
        return True if collection_path.parent == CASES and collection_path.suffix == ".py" else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        wanted = tuple(self.named.cases or ())
        others = []
        for item in items:
            if isinstance(item.parent, CaseFile):
                self._place(item, config)
                if not readable(item.nodeid).startswith(wanted):
                    others.append(item)
        if others:
            config.hook.pytest_deselected(items=others)
            gone = set(others)
            items[:] = [item for item in items if item not in gone]

    def _place(self, item: pytest.Item, config: pytest.Config) -> None:
        """Below the rootdir, as its id says: IDEs build from both what they type to run it again."""
        assert item.parent is not None
        place = config.rootpath / item.parent.nodeid
        if item.parent.path != place:
            borrowed.share_hooks(config, place, config.rootpath)
            item.parent.path = place
        item.path = item.parent.path  # the same object: pytest looks by it for hooks, at every turn

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> Generator[None]:
        marker = metafunc.definition.get_closest_marker("realunify")
        if marker is None:
            return (yield)
        if not isinstance(metafunc.definition.parent, CaseFile):
            raise pytest.Collector.CollectError(
                f"{metafunc.definition.nodeid} bears the mark `realunify`, which is for pytest-realunify's own files.\n"
                "Override their fixtures in conftest.py instead: model, instance, protocol, perform, score"
            )
        self._check_instance(metafunc)
        marks = metafunc.config.stash[MARKS]
        params = [
            pytest.param(name, id=name, marks=marks.of(case))
            for name, case in self.plan.cases.items()
            if case.listing.axis == marker.args[0]
        ]
        metafunc.parametrize("instance", params, indirect=True)
        own = {params["instance"]: name for name, params in borrowed.planned(metafunc)}
        yield
        tests = [params for _, params in borrowed.planned(metafunc)]
        self._check_once(metafunc, tests)
        if any(len(params) > 1 for params in tests):  # of one value each, which says nothing of the case
            borrowed.rename(metafunc, [own[params["instance"]] for params in tests])
        return None

    def _check_instance(self, metafunc: pytest.Metafunc) -> None:
        file, params = borrowed.params_of(metafunc, "instance")
        if params is not None:
            self._refuse(
                f"the `instance` fixture of {shown(file, metafunc.config)} has params, and a case has its instance.\n"
                "Give it another name, or override it without params: def instance(instance): …"
            )

    def _check_once(self, metafunc: pytest.Metafunc, tests: Sequence[Mapping[str, object]]) -> None:
        """Every case is one test."""
        times = max(Counter(str(params["instance"]) for params in tests).values(), default=1)
        if times == 1:
            return
        first = [params for params in tests if params["instance"] == tests[0]["instance"]]
        names = [name for name in first[0] if any(params.get(name) != first[0][name] for params in first)]
        told = " and ".join(_told(metafunc, name, first[0]) for name in names)
        self._refuse(
            f"{told or 'a plugin'} would run every case {times} times, of which one could count.\n"
            f"Type --realunify-repeats={times} to have them all counted, each with its own seed; "
            "keep what else has several values to the tests that ask for it"
        )

    def _refuse(self, why: str) -> None:
        """Once, whatever the number of case files."""
        if not self._refused:
            self._refused = True
            raise pytest.Collector.CollectError("\n".join(map(harmless, why.split("\n"))))
        pytest.skip("the error is told already", allow_module_level=True)


def _told(metafunc: pytest.Metafunc, name: str, params: Mapping[str, object]) -> str:
    file, _ = borrowed.params_of(metafunc, name)
    if "pytest_repeat" in name:
        return "--count (pytest-repeat)"
    return (
        f"`{name}` ({shown(file, metafunc.config)})"
        if file
        else f"`{name}` (of a pytest_generate_tests, such as {params[name]!r:.40})"
    )
