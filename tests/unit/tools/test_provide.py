"""What is missing on a machine is installed, each from its own source, and what cannot be had is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tools import provide
from tools.provide import ALLURE, Machine

Bring = Callable[["Toy", str], bool]


class Toy:
    """A machine that has some programs, and a package manager that brings others or refuses."""

    def __init__(self, folder: Path, programs: Sequence[str], refuses: Sequence[str] = (), root: bool = True) -> None:
        self.programs = set(programs)
        self.refuses = set(refuses)
        self.commands: list[list[str]] = []
        self.machine = Machine(
            which=lambda name: f"/usr/bin/{name}" if name in self.programs else None,
            run=self.run,
            is_root=root,
            into=folder / ".tools",
        )

    def run(self, command: Sequence[str]) -> int:
        self.commands.append(list(command))
        if command[0] == "npm":
            if "npm" in self.refuses:
                return 1
            binary = self.machine.into / "node_modules" / ".bin" / "allure"
            binary.parent.mkdir(parents=True)
            binary.touch()
            return 0
        package = command[-1]
        if package in self.refuses:
            return 100
        self.programs |= {"node", "npm"} if package == "npm" else {package} - {"update"}
        return 0

    @property
    def installed(self) -> list[str]:
        """What apt was asked for, a command each."""
        return [
            " ".join(command[command.index("--no-install-recommends") + 1 :])
            for command in self.commands
            if "install" in command and "apt-get" in command
        ]

    def provided(self) -> dict[str, bool]:
        return {line.partition(":")[0]: there for there, line in provide.provide(self.machine)}


APT = ("apt-get",)


@pytest.mark.parametrize(
    ("programs", "asked"),
    [
        (APT, ["chromium", "npm"]),
        ((*APT, "node", "npm"), ["chromium"]),
        ((*APT, "chromium"), ["npm"]),
        ((*APT, "google-chrome", "npm"), []),
        ((*APT, "chromium", "allure"), []),
    ],
    ids=["bare", "npm alone", "chromium alone", "another browser", "all there"],
)
def test_only_what_is_missing_is_installed_and_never_two_in_one_breath(
    tmp_path: Path, programs: tuple[str, ...], asked: list[str]
) -> None:
    toy = Toy(tmp_path, programs)
    assert toy.provided() == {"browser": True, "allure": True}
    assert toy.installed == asked
    assert sum("update" in command for command in toy.commands) == (1 if asked else 0)
    brought = [command[-1] for command in toy.commands if command[0] == "npm"]
    assert brought == ([] if "allure" in programs else [ALLURE])


def test_an_npm_that_debian_refuses_beside_a_foreign_node_costs_allure_alone_and_says_so(tmp_path: Path) -> None:
    toy = Toy(tmp_path, (*APT, "node"), refuses=["npm"])
    (has_browser, _), (has_allure, line) = provide.provide(toy.machine)
    assert has_browser
    assert not has_allure
    assert "needs npm, and apt-get brings none beside /usr/bin/node" in line


def test_without_rights_or_a_package_manager_it_is_said_what_to_put_on_the_path(tmp_path: Path) -> None:
    for toy in (Toy(tmp_path, [], root=True), Toy(tmp_path, APT, root=False)):
        lines = [line for there, line in provide.provide(toy.machine) if not there]
        assert len(lines) == 2
        assert "put one of chromium" in lines[0]
        assert "install Node.js with npm" in lines[1]
        assert toy.commands == []


def test_an_ordinary_user_asks_through_sudo_without_a_password(tmp_path: Path) -> None:
    toy = Toy(tmp_path, (*APT, "sudo", "npm"), root=False)
    assert toy.provided()["browser"]
    assert [command[:2] for command in toy.commands if "apt-get" in command] == [["sudo", "-n"]] * 2


def test_strict_fails_where_something_is_missing_and_otherwise_tests_skip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(provide, "Machine", lambda: Toy(tmp_path, ["chromium"]).machine)
    assert (provide.main([]), provide.main(["--strict"])) == (0, 1)
    assert "allure: needs npm" in capsys.readouterr().out
