"""What is said, and how the run ends, where something cannot be written: in one line, whoever was writing."""

from __future__ import annotations

import errno
from collections.abc import Generator
from typing import Final

import pytest

from pytest_realunify.controller.record import RunRecord
from pytest_realunify.errors import RealUnifyError, StorageError
from pytest_realunify.text import harmless, harmless_lines

_NOT_THE_PLACE: Final = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG}
"""Nothing is wrong with the place that was chosen, but that it is full or fails."""


def cannot_begin(error: RealUnifyError | OSError, option: str = "--realunify-run-dir") -> BaseException:
    """What to raise where not even the first file could be written: a usage error where another place is to be chosen,
    by `option`; else exit code 2, as later in the run."""
    cause = error.__cause__ if isinstance(error, StorageError) else error
    if not isinstance(cause, OSError):
        return pytest.UsageError(harmless_lines(str(error)))
    said = f"cannot write {cause.filename or 'the run'}: {cause.strerror or cause}"
    if cause.errno in _NOT_THE_PLACE:
        return pytest.exit.Exception(harmless(f"realunify: {said}"), returncode=int(pytest.ExitCode.INTERRUPTED))
    return pytest.UsageError(harmless_lines(f"cannot write the run's folder: {cause}\nchoose another with {option}"))


_OF_THE_DISK: Final = {*_NOT_THE_PLACE, errno.EROFS, errno.EACCES, errno.EPERM}
"""Any other OSError is somebody's mistake, whose traceback is wanted."""


class FullDisks:
    """Registered on every controller: what other plugins cannot write (JUnit's file, Allure's, a log) ends the run as
    what it keeps itself does."""

    def __init__(self, record: RunRecord) -> None:
        self.record = record

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_logreport(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            self._break_off(error)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        try:
            yield
        except OSError as error:
            self._break_off(error)
        if self.record.broken:
            session.exitstatus = pytest.ExitCode.INTERRUPTED
            session.shouldstop = session.shouldstop or self.record.broken  # which pytest prints, once

    def _break_off(self, error: OSError) -> None:
        if error.errno not in _OF_THE_DISK:
            raise error
        self.record.break_off(StorageError.of(str(error.filename or "a file"), error))
