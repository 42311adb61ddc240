"""What a tracker's library meets: nobody to ask, no warning that becomes an error, patience that ends."""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def environment(defaults: Mapping[str, str]) -> Iterator[None]:
    """These variables where nobody has set them, and afterwards none of them."""
    missing = {name: value for name, value in defaults.items() if name not in os.environ}
    os.environ.update(missing)
    try:
        yield
    finally:
        for name in missing:
            os.environ.pop(name, None)


@contextmanager
def unattended() -> Iterator[None]:
    """No question at the end of a run: a library that would ask for a login finds no terminal. Nor does a team's
    `filterwarnings = error` speak of the library's own business."""
    stdin, sys.stdin = sys.stdin, io.StringIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.stdin = stdin
