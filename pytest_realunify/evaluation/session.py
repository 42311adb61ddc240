"""One session of pytest within this process, and what came of it."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Sequence
from typing import Final

import pytest

from pytest_realunify.errors import DataError, ModelUnavailableError, RealUnifyError
from pytest_realunify.evaluation.guest import Guest
from pytest_realunify.stored.journal import RunFolder

LAST: Final = 2000
"""Letters of what pytest printed, where that is all there is to say."""


ENDED: Final = (
    pytest.ExitCode.OK,
    pytest.ExitCode.TESTS_FAILED,
    pytest.ExitCode.INTERRUPTED,
    pytest.ExitCode.NO_TESTS_COLLECTED,  # of a model that can do nothing of what is asked
)


def run(guest: Guest, arguments: Sequence[str], quiet: bool) -> RunFolder:
    """Where the finished run lies. Raises what `evaluate` raises."""
    with _printed(quiet) as printed:
        code = pytest.main([*arguments], plugins=[guest])
    if guest.broken is not None:
        raise guest.broken
    if guest.refused is not None:
        raise guest.refused
    folder = guest.folder
    if code == pytest.ExitCode.NO_TESTS_COLLECTED and (folder is None or not _has_results(folder)):
        raise RealUnifyError("no case was chosen: -k (`only`) leaves none")
    if folder is None or code not in ENDED:
        raise RealUnifyError(f"pytest ended with code {int(code)}:\n{printed.getvalue()[-LAST:].strip()}")
    if code == pytest.ExitCode.INTERRUPTED:
        why = guest.stopped.removeprefix("realunify: ") or "pytest was interrupted"
        if not _has_results(folder):
            raise ModelUnavailableError(why)
        warnings.warn(f"run {folder.id} ended early: {why}", RuntimeWarning, stacklevel=5)
    for line in guest.unsent:  # nobody saw it
        warnings.warn(line, RuntimeWarning, stacklevel=5)
    return folder


def _has_results(folder: RunFolder) -> bool:
    with contextlib.suppress(DataError, OSError):
        return bool(folder.results())
    return False


@contextlib.contextmanager
def _printed(quiet: bool) -> Iterator[io.StringIO]:
    """What is printed meanwhile, by anybody, where that is not to be seen."""
    kept = io.StringIO()
    if not quiet:
        yield kept
        return
    with contextlib.redirect_stdout(kept), contextlib.redirect_stderr(kept):
        yield kept
