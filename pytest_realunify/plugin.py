"""The plugin's whole life: options always, everything else only with `--realunify`."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from pytest_realunify.errors import RealUnifyError
from pytest_realunify.options import settings


def pytest_addoption(parser: pytest.Parser) -> None:
    settings.add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    from pytest_realunify import hookspec

    pluginmanager.add_hookspecs(hookspec)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser) -> Generator[None]:
    if getattr(early_config.known_args_namespace, "realunify", False):
        from pytest_realunify.run.addressing import conftest_places

        paths = early_config.known_args_namespace.file_or_dir
        paths[:] = conftest_places(paths, early_config)
    yield
    settings.add_short_model(parser)


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    if not config.getoption("realunify"):
        return None
    from pytest_realunify.controller import device_assignment

    try:
        return device_assignment.auto_workers(config)
    except RealUnifyError as error:
        raise _refused(error) from error


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    if config.getoption("realunify") and hasattr(config, "workerinput"):
        # allure-pytest would empty its folder again in every worker: also in one that takes a dead one's place.
        config.option.clean_alluredir = False
    if config.getoption("realunify") and not config.getoption("help"):
        from pytest_realunify.worker import marks

        config.pluginmanager.register(marks.Registration(), "realunify-marks")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("help"):
        return
    if not config.getoption("realunify"):
        _warn(config)
        return
    from pytest_realunify.controller import activation

    try:
        activation.activate(config)
    except RealUnifyError as error:
        raise _refused(error) from error
    if config.getoption("allure_report_dir", None):
        from pytest_realunify.controller import allure

        allure.activate(config)


def _warn(config: pytest.Config) -> None:
    """Of options that nothing will obey, once and not by every worker."""
    from pytest_realunify.options.unused import typed_in_vain

    if hasattr(config, "workerinput") or not (line := typed_in_vain(config)):
        return
    warning = pytest.PytestConfigWarning(line)
    try:
        config.issue_config_time_warning(warning, stacklevel=2)
    except pytest.PytestConfigWarning as error:  # a project makes errors of warnings
        raise pytest.UsageError(line) from error


def _refused(error: RealUnifyError) -> pytest.UsageError:
    from pytest_realunify.text import harmless_lines  # a run without us loads no more than it must

    return pytest.UsageError(harmless_lines(str(error)))
