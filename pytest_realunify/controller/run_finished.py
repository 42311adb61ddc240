"""When a run has ended and its reports are written: it is sent to trackers, and a team's hook is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from pytest_realunify.api.run import Run
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.records import Trouble
from pytest_realunify.run.resolution import tables_of
from pytest_realunify.run.unsent import UNSENT
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.text import harmless
from pytest_realunify.trackers.finding import Tracker, trackers_of
from pytest_realunify.trackers.sending import send_all


def wanted(config: pytest.Config, names: Sequence[str]) -> tuple[Tracker, ...]:
    """The trackers of `--realunify-tracker`. Raises UsageError."""
    return trackers_of(names, tables_of(config, "trackers"), config.rootpath) if names else ()


def tell(config: pytest.Config, folder: RunFolder, trackers: Sequence[Tracker]) -> Iterator[str]:
    """A line about each tracker, then what hooks say. Nothing that goes wrong here changes the run's verdict."""
    hook = config.hook.pytest_realunify_run_finished
    if not trackers and not hook.get_hookimpls():
        return
    try:
        run = Run.of(folder)
    except RealUnifyError as error:
        yield harmless(f"not sent anywhere: {error}")
        return
    for sent in send_all(run, trackers):
        if not sent.done:
            config.stash.setdefault(UNSENT, []).append(sent.line)
        yield sent.line
    yield from _hooked(config, run)


def _hooked(config: pytest.Config, run: Run) -> list[str]:
    try:
        lines = config.hook.pytest_realunify_run_finished(config=config, run=run)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 (somebody else's may raise anything, and the run is done)
        trouble = Trouble.of(error)
        return [harmless(f"a pytest_realunify_run_finished hook raised {trouble.kind}: {trouble.message}")]
    return [harmless(line) for line in lines if isinstance(line, str)]
