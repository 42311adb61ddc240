"""Where the pictures lie that results name: in the results' own folder or in one the user names, and nowhere else."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pytest_realunify.datafiles import PictureFile, Row, picture_file, quoted, shown
from pytest_realunify.errors import DataError

HINT: Final = 'pictures = ["DIR", …] in the model\'s table names other folders that hold them'


@dataclass(frozen=True, slots=True)
class Places:
    """Folders as real paths. `own` is the result file's."""

    own: Path
    others: tuple[Path, ...] = ()

    @classmethod
    def of(cls, file: Path, others: Sequence[Path]) -> Places:
        return cls(Path(os.path.realpath(file.parent)), tuple(Path(os.path.realpath(each)) for each in others))

    def find(self, row: Row, field: str, given: str) -> PictureFile:
        """The picture by the path a row names: as it stands, or from one of these folders or one above it, for tools
        write paths from where they were started. It need not exist yet.

        Raises DataError for a path that leads outside all of these folders, by `..` and links too.
        """
        text = row.unicode(field, given).replace("\\", "/")
        for root in (self.own, *self.others):
            for base in (root, *root.parents):
                real = Path(os.path.realpath(base / text)) if "\0" not in text else root
                if real.is_relative_to(root) and real != root and _is_there(real):
                    return PictureFile(row, field, os.path.relpath(real, root), real)
        try:
            return picture_file(row, field, given, self.own, absolute=True)
        except DataError as error:
            if not self.others:
                folder = json.dumps(str(Path(text).parent)) if Path(text).is_absolute() else '"DIR"'
                hint = HINT.replace('"DIR"', folder)
                raise DataError(f"{error}; {hint}") from error
            named = ", ".join(shown(each) for each in self.others)
            raise row.error(field, f"{quoted(given)} leaves the folder {shown(self.own)}, and {named}") from error


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a name that is too long
        return False
