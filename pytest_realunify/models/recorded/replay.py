"""The `recorded` adapter: answers come from result files, by the case that asks."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.datafiles import PictureFile, read_rows, shown
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.recorded.places import Places
from pytest_realunify.models.recorded.rows import Key, Output, output_of
from pytest_realunify.models.recorded.samples import SUMMARY, Sample, by_category, chosen, is_sample, sample_of

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES: Final = (".json", ".jsonl")
_CASE: Final = re.compile(r"(?P<category>[a-z_]+)-(?:(?P<subtask>.+)-)?(?P<label>[^-]+)-(?P<protocol>[a-z]+)")


class Recorded:
    """Replays results by `Request.case`. Prompts and pictures may differ from then, for it looks at neither; of samples
    that are merely numbered it looks at the prompt, lest a number stand for another instance."""

    def __init__(
        self,
        name: str,
        outputs: Sequence[Output],
        sha256: str,
        samples: Sequence[Sample] = (),
        places: Mapping[str, int] | None = None,
    ) -> None:
        """`places`: of the suite's instances, each one's place in its category."""
        self.name = name
        self.sha256 = sha256
        self._places = places or {}
        self._samples = by_category(samples)
        self._outputs: dict[Key, dict[str, Output]] = {}
        for output in outputs:
            of_key = self._outputs.setdefault(output.key, {})
            first = of_key.setdefault(output.subtask, output).row
            if first.data != output.row.data:  # a tool may write the same rows as json and as jsonl
                raise output.row.error("index", f"is taken: {first.file}, row {first.number} is the same case")

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str],
        pictures: Sequence[str | os.PathLike[str]] = (),
        places: Mapping[str, int] | None = None,
    ) -> Recorded:
        """Read a `.json` or `.jsonl` file, or every such file of a folder. `pictures` are more folders that may hold
        what results name.

        Raises DataError naming file, row and field for results that cannot be replayed at all. An output that is not
        there, or a picture that is missing or damaged, is an error of its case alone.
        """
        path = Path(path)
        folders = [_folder(Path(each)) for each in pictures]
        files, outputs, samples = _files(path), list[Output](), list[Sample]()
        for file in files:
            lie = Places.of(file, folders)
            for row in read_rows(file, nulls=True):
                if is_sample(row):
                    samples.append(sample_of(row, file))
                else:
                    outputs.append(output_of(row, file, lie))
        if not outputs and not samples:
            raise DataError.at(shown(path), None, None, "holds no results")
        return cls(path.name or path.resolve().name, outputs, _digest(files, outputs), samples, places)

    def identity(self) -> Mapping[str, str]:
        """Content, not the place: the same results elsewhere are the same model."""
        return {"adapter": "recorded", "sha256": self.sha256}

    def understand(self, requests: Sequence[Request]) -> list[str]:
        """The recorded responses: answers, or refined prompts."""
        return [self._reply(request) for request in requests]

    def generate(self, requests: Sequence[Request]) -> list[Image]:
        """The recorded drawings."""
        return [self._find(request.case).image("UEG") for request in requests]

    def edit(self, requests: Sequence[Request]) -> list[Image]:
        """The recorded edited pictures."""
        return [self._find(request.case).image("GEU") for request in requests]

    def _reply(self, request: Request) -> str:
        instance, _, protocol = request.case.rpartition("-")
        samples = self._samples.get(instance.partition("-")[0], ())
        if protocol == "direct" and samples:
            return chosen(samples, request.case, request.prompt, self._places.get(instance)).reply()
        return self._find(request.case).reply()

    def _find(self, case: str) -> Output:
        match = _CASE.fullmatch(case)
        found = self._outputs.get((match["category"], match["label"], match["protocol"]), {}) if match else {}
        subtask = (match["subtask"] or "") if match else ""
        if subtask in found:
            return found[subtask]
        # Where either side does not know the subtask, category and index must do, if they name one row.
        candidates = [output for known, output in found.items() if not (known and subtask)]
        if len(candidates) > 1:
            raise DataError(f"{self.name}: several recorded outputs for {case}, in {', '.join(sorted(found))}")
        if not candidates:
            raise DataError(f"{self.name}: no recorded output for {case}")
        return candidates[0]


def _files(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            if not path.exists():
                raise DataError.at(shown(path), None, None, "no such file or folder of results")
            return [path]
        files = sorted(
            file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and not SUMMARY.search(file.name)
        )
    except (OSError, ValueError) as error:
        raise DataError.at(shown(path), None, None, f"cannot be read: {error}") from error
    if not files:
        raise DataError.at(shown(path), None, None, f"holds no results, expected {' or '.join(SUFFIXES)} files")
    return files


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise DataError.at(shown(path), None, None, "no such folder of pictures")
    return path


def _digest(files: Sequence[Path], outputs: Sequence[Output]) -> str:
    """Over the bytes of the result files, and of the pictures they name."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    for picture in (output.picture for output in outputs if output.picture is not None):
        digest.update(f"{picture.reference} {_content(picture)}\n".encode())
    return digest.hexdigest()


def _content(picture: PictureFile) -> str | None:
    try:
        return picture.digest()
    except DataError:  # said when its case is replayed
        return None
