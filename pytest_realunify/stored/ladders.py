"""What a run keeps of its ladders: `frontier.jsonl`, a result per question, and `frontier.json`, where it stands.

Apart from the journal, whose every line counts: a ladder asks where the answers change, so the share of right ones
says nothing of the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.datafiles.whole_files import must_be_kept
from pytest_realunify.errors import DataError
from pytest_realunify.numbers.frontier.ladder import Frontier
from pytest_realunify.records import Result
from pytest_realunify.stored import lines

QUESTIONS: Final = "frontier.jsonl"
FILE: Final = "frontier.json"
MAX_BYTES: Final = 100_000_000

_RESULTS: Final = msgspec.json.Decoder(Result)


def answered(run: PlainFolder) -> dict[str, Result]:
    """By case id, the last result of each question that was asked so far; none in a new run. Raises DataError."""
    return {result.case: result for _, result in lines.decoded(run, _RESULTS, lambda: False, QUESTIONS)}


def write(run: PlainFolder, found: Mapping[str, Frontier]) -> None:
    """By name, in whatever order they were climbed. Raises StorageError."""
    found = dict(sorted(found.items()))
    with must_be_kept(run.path / FILE):
        run.replace(FILE, msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n", settled=True)


def read(run: PlainFolder) -> dict[str, Frontier]:
    """By the ladders' ids; none of a run that climbed none. Raises DataError for a file that is none of ours."""
    try:
        return msgspec.json.decode(run.read(FILE, MAX_BYTES), type=dict[str, Frontier])
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise DataError.at(run.path / FILE, None, None, f"cannot be read: {error.strerror or error}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise DataError.at(run.path / FILE, None, None, f"not the frontier of a run ({error})") from error
