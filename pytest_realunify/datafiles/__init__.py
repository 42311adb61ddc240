"""Reading users' data files. Everything that can be wrong becomes one DataError that names file, row and field.

Folders that may come from elsewhere are opened by `plain_folder`."""

from pytest_realunify.datafiles.pictures import PictureFile, picture_file
from pytest_realunify.datafiles.rows import Row, described, quoted, read_rows, read_text, shown, slug, subtask_of

__all__ = [
    "PictureFile",
    "Row",
    "described",
    "picture_file",
    "quoted",
    "read_rows",
    "read_text",
    "shown",
    "slug",
    "subtask_of",
]
