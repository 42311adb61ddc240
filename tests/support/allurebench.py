"""Reads Allure's result files as a report would, and finds the Allure command line."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from checkout import ROOT
from toybench import Bench

CHECKOUT = ROOT


class Results:
    """The results in a folder, by the names of their tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*-result.json")]
        self.tests: dict[str, dict[str, Any]] = {test["name"]: test for test in found}
        assert len(self.tests) == len(found), "one result each"

    @property
    def statuses(self) -> dict[str, str]:
        return {name: test["status"] for name, test in sorted(self.tests.items())}

    @property
    def identities(self) -> dict[str, tuple[Any, ...]]:
        """What Allure 2 and 3 tell tests apart by."""
        return {
            name: (
                test["historyId"],
                test["testCaseId"],
                test["fullName"],
                [(each["name"], each["value"]) for each in test["parameters"] if not each.get("excluded")],
            )
            for name, test in sorted(self.tests.items())
        }

    @property
    def attachments(self) -> list[dict[str, Any]]:
        """Of all tests, however deep in their steps."""
        return [each for test in self.tests.values() for each in _attachments(test)]

    def labels(self, test: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for label in self.tests[test]["labels"]:
            found.setdefault(label["name"], []).append(label["value"])
        return found

    def parameters(self, test: str) -> dict[str, str]:
        return {each["name"]: each["value"] for each in self.tests[test]["parameters"]}

    def details(self, test: str) -> dict[str, Any]:
        found: dict[str, Any] = self.tests[test].get("statusDetails", {})
        return found

    def bytes_of(self, attachment: dict[str, Any]) -> bytes:
        return (self.folder / str(attachment["source"])).read_bytes()


def _attachments(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from node.get("attachments", [])
    for step in node.get("steps", []):
        yield from _attachments(step)


def results(bench: Bench, folder: str = "allure") -> Results:
    return Results(bench.path / folder)


def command_line() -> str | None:
    """Allure 3: on the PATH, or what npm installed in the checkout; None where there is neither."""
    for command in ("allure", str(CHECKOUT / "node_modules/.bin/allure")):
        if (found := shutil.which(command)) is None:
            continue
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        if version.startswith("3."):  # Allure 2 has the same name
            return found
    return None


def documented_rc() -> str:
    """allurerc.mjs as the documentation gives it."""
    return (CHECKOUT / "docs/allure.md").read_text(encoding="utf-8").split("```js\n")[1].split("```")[0]


def plain(found: Results) -> dict[str, dict[str, Any]]:
    """Results as they are read: attachments by their content, without times, process and random names."""
    return {name: _plain(json.loads(json.dumps(test)), found) for name, test in found.tests.items()}


def _plain(node: dict[str, Any], found: Results) -> dict[str, Any]:
    for each in node.get("attachments", []):
        each["source"] = found.bytes_of(each).hex()
    for name in ("start", "stop", "uuid"):
        node.pop(name, None)
    node["labels"] = [each for each in node.get("labels", []) if each["name"] not in ("host", "thread")]
    node["steps"] = [_plain(each, found) for each in node.get("steps", [])]
    if "trace" in node.get("statusDetails", {}):
        del node["statusDetails"]["trace"]
    return node
