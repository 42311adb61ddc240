"""`realunify model check`: builds a model where it would run, asks it one small thing per verb, tells what it met."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.errors import ModelError, RealUnifyError
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models import resolve as models
from pytest_realunify.models.awaited import Awaited, awaited
from pytest_realunify.models.remote.there.facts import facts
from pytest_realunify.options import project_file
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import VERBS, Verb
from pytest_realunify.text import shortened

if TYPE_CHECKING:
    from PIL.Image import Image

HERE: Final = "this process"
_GIB: Final = 1 << 30
_PROMPTS: Final[Mapping[Verb, str]] = {
    "understand": "Which colour is the square in this picture? Answer with one word.",
    "generate": "A red square on a white background.",
    "edit": "Make the square blue.",
}
_WITHOUT: Final[Mapping[Verb, str]] = {
    "understand": "nothing of GEU can run",
    "generate": "UEG is unsupported",
    "edit": "GEU stepwise is unsupported",
}
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "transformers": ("torch", "transformers", "accelerate"),
    "diffusers": ("torch", "diffusers", "transformers", "accelerate"),
    "bagel": ("torch", "accelerate", "safetensors", "transformers", "flash-attn"),
    "torchumm": ("torch",),
}
"""Libraries that an adapter is of no use without, or slow."""


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`realunify model …`."""
    model = commands.add_parser("model", help="try a model out").add_subparsers(required=True, metavar="COMMAND")
    parser = model.add_parser("check", help="build a model, ask it one small thing per verb, tell what is missing")
    parser.add_argument("name", metavar="NAME", help="as --model takes it, in the folder of pyproject.toml")
    parser.set_defaults(run_command=check)


def check(given: argparse.Namespace) -> Iterator[str]:
    """Lines as they come to be known. Exit code 1 where the model cannot be built, or a verb fails. Raises UsageError
    for a name that is none."""
    spec = resolved(given.name)
    yield f"model {spec.name} ({spec.source}{', in ' if spec.where else ''}{spec.where})"
    began = time.perf_counter()
    try:
        model = spec.build()
        asked = awaited(model)
    except Exception as error:  # noqa: BLE001 (loading may raise anything, and that is what is asked about)
        given.exit_code = 1
        trouble = Trouble.of(error)
        why = trouble.message if isinstance(error, RealUnifyError) else f"{trouble.kind}: {trouble.message}"
        yield _row("cannot load", shortened(why, 600))
        for place, found in _interpreter(spec).items():
            yield from _described(place, found, spec)
        return
    yield _row("loaded", f"in {time.perf_counter() - began:.1f} s")
    troubles = 0
    try:
        for verb in VERBS:
            line, failed = _tried(asked, verb, spec)
            troubles += failed
            yield _row(verb, line)
        for place, found in _interpreters(model, spec).items():
            yield from _described(place, found, spec)
    finally:
        if isinstance(asked, Awaited):
            asked.close(model_too=True)
        elif callable(close := getattr(model, "close", None)):
            close()
    given.exit_code = int(troubles > 0)
    yield f"{troubles} of {len(VERBS)} verbs failed" if troubles else "ready"


def resolved(name: str) -> ModelSpec:
    """As in a run started here: tables from this folder's pyproject.toml, classes from modules beside it."""
    here = Path.cwd()
    if str(here) not in sys.path:
        sys.path.append(str(here))  # last, so that it shadows nothing
    return models.resolve(name, project_file.tables(here / "pyproject.toml", "models"))


def _tried(model: object, verb: Verb, spec: ModelSpec) -> tuple[str, bool]:
    """What came of one request, and whether it failed."""
    if not supports(model, verb):
        return f"missing: {_WITHOUT[verb]}", False
    if spec.kind == "recorded":
        return "not asked: it knows recorded cases alone", False
    images = () if verb == "generate" else (_square(),)
    began = time.perf_counter()
    try:
        [answer] = Calls(model, 1).answer(verb, [Request(_PROMPTS[verb], images, case="check")])
    except ModelError as error:  # such as a device that is lost
        answer = Trouble.of(error)
    seconds = time.perf_counter() - began
    if isinstance(answer, Trouble):
        return f"failed after {seconds:.1f} s: {shortened(f'{answer.kind}: {answer.message}', 600)}", True
    told = repr(shortened(answer, 60)) if isinstance(answer, str) else f"a picture of {answer.width} x {answer.height}"
    return f"{told}, in {seconds:.1f} s", False


def _square() -> Image:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (256, 256), "white")
    ImageDraw.Draw(picture).rectangle((64, 64, 191, 191), "red")
    return picture


def _interpreters(model: object, spec: ModelSpec) -> dict[str, dict[str, Any]]:
    """Where it runs, as it is there now: this process, unless all of it is elsewhere."""
    elsewhere: dict[str, dict[str, Any]] = getattr(model, "realunify_facts", dict)()
    return elsewhere if spec.elsewhere else {HERE: facts(), **elsewhere}


def _interpreter(spec: ModelSpec) -> dict[str, dict[str, Any]]:
    """The same of a model that cannot be built, as far as its interpreter starts."""
    from pytest_realunify.models.remote.interpreter import Interpreter
    from pytest_realunify.models.remote.place import Place

    if not spec.elsewhere:
        return {HERE: facts()}
    try:
        interpreter = Interpreter(Place.of(spec.elsewhere, spec.name))
        answer, _ = interpreter.ask({"do": "facts"})
        interpreter.close()
    except ModelError:  # that is what could not be loaded, and it has been said
        return {}
    return {spec.where: answer["facts"]}


def _described(place: str, found: Mapping[str, Any], spec: ModelSpec) -> Iterator[str]:
    """An interpreter's versions, devices and memory, and what is missing there."""
    versions = dict(found["versions"])
    yield f"{place}: python {versions.pop('python')} ({found['executable']})"
    yield _row("libraries", ", ".join(f"{name} {version}" for name, version in versions.items()) or "none known here")
    yield _row("devices", "; ".join(map(_device, found["devices"])) or "none in use")
    used, peak = found["memory"].get("used"), found["memory"].get("peak")
    parts = [f"{used / _GIB:.2f} GiB" if used else "", f"at most {peak / _GIB:.2f} GiB" if peak else ""]
    yield _row("memory", ", ".join(filter(None, parts)) or "unknown")
    missing = [name for name in _NEEDS.get(spec.kind, ()) if name not in versions]
    missing += ["a GPU: it computes on the CPU"] if spec.kind in _NEEDS and not found["devices"] else []
    if missing:
        yield _row("missing", ", ".join(missing))


def _device(found: Mapping[str, Any]) -> str:
    total, used, peak = (found[key] / _GIB for key in ("total", "used", "peak"))
    return f"{found['name']}, {total:.1f} GiB, of which {used:.1f} in use and {peak:.1f} at most"


def _row(name: str, value: str) -> str:
    return f"  {name:<12}{value}"
