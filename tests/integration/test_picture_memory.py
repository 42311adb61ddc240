"""The largest picture that is allowed goes its way within a gigabyte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from pytest_realunify.datafiles import writing
from pytest_realunify.datafiles.writing import bare_png

GIGABYTE = 10**6
"""In kB. (`ru_maxrss` is no measure of it: it begins with that of the process which started this one.)"""

ITS_WAY = """
import os, sys
from pathlib import Path
from PIL import Image
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai.pictures import png

SIZE = (10_000, 10_000)

class Draws:
    def generate(self, requests):
        if sys.argv[1] == "noise":  # which no compression makes smaller
            return [Image.frombytes("RGB", SIZE, os.urandom(3 * SIZE[0] * SIZE[1]))]
        return [Image.new(sys.argv[1], SIZE)]

[picture] = Calls(Draws(), 1).answer("generate", [Request("")])
pictures = Pictures(None, Path(sys.argv[2]))
Path(sys.argv[2]).mkdir()
sha256 = pictures.keep(picture).sha256
del picture
kept = pictures.reopened(sha256)
assert len(png(kept.image)) > 1000
[most] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(most.split()[1])
"""


@pytest.mark.parametrize("mode", ["noise", "RGBA"])
def test_a_picture_of_a_hundred_megapixels_is_checked_stored_and_sent_within_a_gigabyte(
    tmp_path: Path, mode: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ITS_WAY, mode, str(tmp_path / "images")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < GIGABYTE


def test_a_large_picture_is_written_as_a_small_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Image.radial_gradient("L").convert("RGB")
    picture.info = {"icc_profile": b"profile", "transparency": "odd", "exif": b"Exif\0\0made by", "dpi": (72, 72)}
    small = bare_png(picture)
    monkeypatch.setattr(writing, "LARGE", 10)
    assert bare_png(picture) == small
    assert b"profile" not in small
    assert b"made by" not in small
    assert picture.info["icc_profile"] == b"profile", "it is left as it was"
