"""The first thing that the other interpreter is handed, by execnet: it makes the modules that travelled importable.

Executed as it stands, with `channel` among its globals, and so it imports nothing of ours.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGE = "pytest_realunify"


class Travelled(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Modules by the text that came over. Of our package there are these and no others, whatever is installed here."""

    def __init__(self, sources: dict[str, str]) -> None:
        self._sources = sources

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """Raises ModuleNotFoundError for a module of the package that stayed at home."""
        del path, target
        if fullname.partition(".")[0] != PACKAGE:
            return None
        if fullname not in self._sources:
            raise ModuleNotFoundError(f"{fullname} is not among what travels to another interpreter", name=fullname)
        spec = importlib.util.spec_from_loader(fullname, self, origin=self.get_filename(fullname))
        if spec is not None:
            spec.has_location = True
        return spec

    def is_package(self, fullname: str) -> bool:
        return any(name.startswith(f"{fullname}.") for name in self._sources)

    def get_source(self, fullname: str) -> str:
        return self._sources[fullname]

    def get_filename(self, fullname: str) -> str:
        """What tracebacks show."""
        return fullname.replace(".", "/") + ("/__init__.py" if self.is_package(fullname) else ".py")

    def get_code(self, fullname: str) -> Any:
        return self.source_to_code(self.get_source(fullname), self.get_filename(fullname))


def settle(directory: str, asked_for: bool, places: list[str], environment: dict[str, str]) -> None:
    """Go to the directory, if it is here or was asked for, and look for modules where the other side looks: last, so
    that nothing is shadowed."""
    os.environ.update(environment)
    if asked_for or Path(directory).is_dir():
        os.chdir(directory)
    sys.path[:] = [place for place in sys.path if place]  # -c puts the directory itself first
    sys.path += [place for place in places if place not in sys.path and Path(place).is_dir()]


def boot(channel: Any) -> None:
    """Answers until the other side is done."""
    sources, (directory, asked_for), places, environment, control = channel.receive()
    settle(directory, asked_for, places, environment)
    sys.meta_path.insert(0, Travelled(sources))
    server: ModuleType = importlib.import_module(f"{PACKAGE}.models.remote.there.server")
    server.serve(channel, control)


if __name__ == "__channelexec__":
    boot(channel)  # type: ignore[name-defined]  # noqa: F821 (execnet puts it there)
