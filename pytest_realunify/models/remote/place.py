"""Where a model runs that has its own interpreter: the keys `python`, `ssh` and what goes with them, of any table."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.models.settings import Kind, checked

KEYS: Final[Mapping[str, Kind]] = {
    "python": str,
    "ssh": str,
    "directory": str,
    "environment": dict,
    "devices": list,
}
_VISIBLE: Final = "CUDA_VISIBLE_DEVICES"
_SHARES: Final = (
    *(_VISIBLE, "CUDA_DEVICE_ORDER", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES"),
    *("OMP_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM"),
)
"""This process's part of the machine. Inherited, unless a command such as `docker exec` stands between."""
_PYTHON_THERE: Final = "python3"


def place_keys(table: Mapping[str, Any]) -> list[str]:
    """The table's keys that say where its model runs. Only `python` and `ssh` make an interpreter of its own: without
    them, the others are the model's."""
    return [key for key in KEYS if key in table] if {"python", "ssh"} & table.keys() else []


@dataclass(frozen=True, slots=True)
class Place:
    """An interpreter, on this machine or another."""

    python: tuple[str, ...]
    """The command that starts it, such as `("/home/me/envs/bagel/bin/python",)`."""
    shown: str
    """As the user wrote it: `envs/bagel/bin/python`, or `me@gpu-box`."""
    ssh: str = ""
    """The machine as ssh takes it, options before it; empty for this one."""
    directory: str = ""
    """Where it is started; empty: where pytest was, if it has such a folder."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables, over those that it inherits."""
    devices: tuple[str, ...] = ()
    """Of another machine: what this process's workers share out among themselves."""

    @classmethod
    def of(cls, given: Mapping[str, Any], place: str) -> Place:
        """From the table's keys in `KEYS`, at least one of `python` and `ssh`; `place` is the table. Raises UsageError
        for what cannot be an interpreter of this machine. Of another machine nothing is known before it is asked."""
        given = checked(given, KEYS, place)
        python, ssh = given.get("python", ""), given.get("ssh", "")
        if "python" in given and not python.strip():
            raise UsageError(f'{place}: python is empty; such as python = "envs/mymodel/bin/python"')
        if "ssh" in given and not ssh.strip():
            raise UsageError(f'{place}: ssh is empty; such as ssh = "me@gpu-box"')
        environment = given.get("environment", {})
        for name, value in environment.items():
            if not isinstance(value, str):
                raise UsageError(f"{place}, environment: {name} is {value!r}, expected text")
        return cls(
            python=_command_there(python) if ssh else _command(python, place),
            shown=f"{python + ' on ' if python else ''}{ssh.split()[-1]}" if ssh else python,
            ssh=ssh,
            directory=given.get("directory", ""),
            environment=environment,
            devices=_devices(given, place),
        )

    def variables(self, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
        """What is set there before anything is imported: this process's share of the machine, then the table's own."""
        if not self.ssh:
            return {**{name: environ[name] for name in _SHARES if name in environ}, **self.environment}
        mine = [token for token in environ.get(_VISIBLE, "").split(",") if token]
        tokens = mine if mine and set(mine) <= set(self.devices) else self.devices
        return {**({_VISIBLE: ",".join(tokens)} if tokens else {}), **self.environment}


def _devices(given: Mapping[str, Any], place: str) -> tuple[str, ...]:
    devices = given.get("devices", [])
    if devices and "ssh" not in given:
        raise UsageError(
            f"{place}: devices lists those of another machine; of this one, workers share out what is there"
        )
    for each in devices:
        if not isinstance(each, (str, int)) or isinstance(each, bool):
            raise UsageError(f"{place}: devices holds {each!r}, expected such as 0 or GPU-…")
    return tuple(map(str, devices))


def _command_there(python: str) -> tuple[str, ...]:
    """Words for the shell of another machine. It begins at home, and is given them quoted: `~` would stay as it is."""
    first, *others = shlex.split(python or _PYTHON_THERE)
    return (first.removeprefix("~/"), *others)


def _command(python: str, place: str) -> tuple[str, ...]:
    """A file's path with whatever it holds; else a command, whose first word is a file's path or a command's name."""
    if (file := _file(python)) is not None:
        return (_runnable(file, python, place),)
    words = shlex.split(python)
    first = words[0] if words else python
    if (file := _file(first)) is not None:
        return (_runnable(file, first, place), *words[1:])
    if os.sep not in first and (found := shutil.which(first)) is not None:
        return (found, *words[1:])
    raise UsageError(f"{place}: python = {python!r}: there is no {first}{_nearest(first)}")


def _file(text: str) -> Path | None:
    """The file or folder of that path, from here or from a folder above: pytest may be started below its rootdir.
    Links stay as they are: to a virtual environment the link is what it is known by."""
    path = Path(text).expanduser()
    if path.is_absolute():
        return path if path.exists() else None
    here = Path.cwd()
    if os.sep not in text:  # a command's name, unless an environment of that name lies here
        return here / path if (here / path / "pyvenv.cfg").exists() else None
    return next((folder / path for folder in (here, *here.parents) if (folder / path).exists()), None)


def _runnable(file: Path, text: str, place: str) -> str:
    if file.is_dir():
        inside = next((each for each in ("bin/python", "Scripts/python.exe") if (file / each).exists()), None)
        what = f"; its interpreter is {Path(text) / inside}" if inside else ""
        raise UsageError(f"{place}: python = {text!r} is a folder{what}")
    if not os.access(file, os.X_OK):
        raise UsageError(f"{place}: python = {text!r} is no program that can be run")
    return str(file)


def _nearest(text: str) -> str:
    """Where the path is still right."""
    path = Path(text).expanduser()
    for folder in path.parents:
        if folder != Path() and (found := _file(str(folder) + os.sep)) is not None and found.is_dir():
            held = ", ".join(sorted(each.name for each in found.iterdir() if not each.name.startswith("."))[:8])
            return f"; {folder} holds {held or 'nothing'}"
    return ""
