"""How much of a GPU the plugin leaves unused, beside a batched loop written by hand: `python benchmarks/gpu.py`.

A unified model with random weights (a Janus of a billion parameters, or with `--size=toy` one that a CPU takes) is
built, saved to a folder and loaded by the `transformers` adapter. The whole of `pytest --realunify` asks it, and the
loop below asks it the very same requests, in the same process, the two going first by turns. The loop has it easier:
it gets the pictures ready made, judges nothing, and fills every batch. It saves its pictures as the plugin does.

Prints a table and, on the last line, the same as JSON. `outside calls` is the plugin's share of time in which the model
was not asked; `idle` the share of time in which NVML saw no kernel on the GPU.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

import gpuwatch
from pytest_realunify.interfaces import Request
from pytest_realunify.models.transformers import Transformers

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import tinymodels

LARGE: Final = tinymodels.Shape(
    384,
    16,
    {
        **tinymodels.text_shape(0),
        "hidden_size": 2048,
        "intermediate_size": 5632,
        "num_hidden_layers": 12,
        "num_attention_heads": 16,
        "num_key_value_heads": 16,
        "initializer_range": 0.02,
    },
    {},
    {},
)
"""Janus-Pro-1B with half of its language layers, and a vocabulary of bytes."""
SIZES: Final = {"toy": (tinymodels.tiny(), 8), "1b": (LARGE, 64)}
"""Its shape, and the tokens of every reply."""
ASKED: Final = {"images": "logical_reasoning", "answers": "mental_tracking"}
"""The category that is asked for, under `direct`."""
HEADS: Final = "         count  plugin/s   loop/s  ratio  outside calls   idle  (loop)  peak MiB  (loop)"


@dataclass
class Recorder:
    """The model as the plugin has it: notes what it was asked, what it replied, and how long it took."""

    model: Transformers
    requests: list[Request] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)
    seconds: float = 0.0

    def understand(self, requests: Sequence[Request]) -> list[Any]:
        return self._noted("understand", requests)

    def generate(self, requests: Sequence[Request]) -> list[Any]:
        return self._noted("generate", requests)

    def _noted(self, verb: str, requests: Sequence[Request]) -> list[Any]:
        began = time.perf_counter()
        outputs: list[Any] = getattr(self.model, verb)(requests)
        self.seconds += time.perf_counter() - began
        self.requests += requests
        self.outputs += outputs
        return outputs


class Naming:
    """The pytest plugin by which `--model=janus` is found: ready, and loaded once for all runs."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def pytest_realunify_model(self, name: str) -> object | None:
        return self.recorder if name == "janus" else None


@dataclass(frozen=True, slots=True)
class Pass:
    """One way through all requests."""

    seconds: float
    idle: float | None
    peak: int | None
    """Bytes of the GPU that torch held at most."""
    outside: float | None = None
    """The plugin's share of the seconds outside the model's calls."""


class Bench:
    """The two ways through the same requests."""

    def __init__(self, model: Transformers, folder: Path, options: argparse.Namespace, tokens: int) -> None:
        self.model = model
        self.folder = folder
        self.options = options
        self.tokens = tokens
        self.drawn = 0
        (folder / "pytest.ini").write_text("[pytest]\n")
        (folder / "drawn").mkdir()

    def plugin(self, what: str, per_subtask: int) -> tuple[Pass, Recorder]:
        """`pytest --realunify`, from its first line to its last."""
        recorder, printed = Recorder(self.model), io.StringIO()
        arguments = ["--realunify", "--model=janus", f"--realunify-suite=procedural:{per_subtask}", "-m", ASKED[what]]
        arguments += ["--realunify-protocol=direct", f"--realunify-batch-size={self.options.batch_size}", "-q"]
        arguments += ["-c", str(self.folder / "pytest.ini"), "--noconftest"]
        arguments += ["-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist"]

        def work() -> None:
            with contextlib.redirect_stdout(printed):
                code = pytest.main(arguments, plugins=[Naming(recorder)])
            if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
                raise SystemExit(printed.getvalue()[-5000:])

        passed = self._timed(work)
        return Pass(passed.seconds, passed.idle, passed.peak, 1 - recorder.seconds / passed.seconds), recorder

    def loop(self, what: str, requests: Sequence[Request]) -> tuple[Pass, list[Any]]:
        """The same requests without the plugin and without the adapter."""
        outputs: list[Any] = []

        def work() -> None:
            for start in range(0, len(requests), self.options.batch_size):
                batch = requests[start : start + self.options.batch_size]
                outputs.extend(self._draw(batch) if what == "images" else self._answer(batch))

        return self._timed(work), outputs

    def _draw(self, batch: Sequence[Request]) -> list[Image.Image]:
        loaded = self.model.loaded
        inputs = self._inputs(batch, generation_mode="image")
        tokens = loaded.model.generate(**inputs, generation_mode="image", do_sample=True, guidance_scale=5.0)
        pixels = loaded.model.decode_image_tokens(tokens)
        levels = ((pixels.float() * 0.5 + 0.5).clamp(0, 1) * 255).round().byte().cpu().numpy()
        pictures = [Image.fromarray(each, "RGB") for each in levels]
        for picture in pictures:
            self.drawn += 1
            picture.save(self.folder / "drawn" / f"{self.drawn}.png")
        return pictures

    def _answer(self, batch: Sequence[Request]) -> list[str]:
        loaded = self.model.loaded
        inputs = self._inputs(batch)
        tokens = loaded.model.generate(
            **inputs, do_sample=False, max_new_tokens=self.tokens, min_new_tokens=self.tokens
        )
        new = tokens[:, inputs["input_ids"].shape[1] :]
        return [text.strip() for text in loaded.tokenizer.batch_decode(new, skip_special_tokens=True)]

    def _inputs(self, batch: Sequence[Request], **options: str) -> Mapping[str, Any]:
        loaded = self.model.loaded
        chats = []
        for request in batch:
            pictures = [{"type": "image", "image": image} for image in request.images]
            chats.append([{"role": "user", "content": [*pictures, {"type": "text", "text": request.prompt}]}])
        given = {"padding": True, "return_tensors": "pt", **options}
        shared = {"tokenize": True, "add_generation_prompt": True, "return_dict": True}
        inputs = loaded.processor.apply_chat_template(chats, **shared, processor_kwargs=given).to(loaded.model.device)
        if "pixel_values" in inputs:
            inputs["pixel_values"] = inputs["pixel_values"].to(loaded.model.dtype)
        return dict(inputs)

    def _timed(self, work: Callable[[], None]) -> Pass:
        with gpuwatch.watching(self.model.loaded.model.device) as watched:
            began = time.perf_counter()
            work()
            seconds = time.perf_counter() - began
        return Pass(seconds, watched.idle, watched.peak)


def compare(bench: Bench, what: str, per_subtask: int, rounds: int) -> dict[str, Any]:
    """Both ways warmed up, then `rounds` of both, each time the other one first."""
    _, warm = bench.plugin(what, 1)
    bench.loop(what, warm.requests)
    passes: dict[str, list[Pass]] = {"plugin": [], "loop": []}
    requests: list[Request] = []
    outputs: list[Any] = []
    alike = 0
    for number in range(rounds):
        for way in ("plugin", "loop") if number % 2 == 0 else ("loop", "plugin"):
            if way == "plugin":
                passed, recorder = bench.plugin(what, per_subtask)
                requests, outputs = recorder.requests, recorder.outputs
            else:
                passed, by_hand = bench.loop(what, requests)
                alike = sum(one == other for one, other in zip(outputs, by_hand, strict=True))
            passes[way].append(passed)
    found = {way: _summary(each, len(requests)) for way, each in passes.items()}
    ratios = [loop.seconds / plugin.seconds for plugin, loop in zip(passes["plugin"], passes["loop"], strict=True)]
    same = {"alike": alike} if what == "answers" else {}  # the loop draws other noise
    return {"count": len(requests), "ratio": statistics.median(ratios), "ratios": ratios, **same, **found}


def _summary(passes: Sequence[Pass], count: int) -> dict[str, float]:
    """What is known: nothing of a GPU where there is none."""
    idle = [each.idle for each in passes if each.idle is not None]
    peak = [each.peak for each in passes if each.peak is not None]
    outside = [each.outside for each in passes if each.outside is not None]
    return {
        "per_second": statistics.median(count / each.seconds for each in passes),
        **({"outside_calls": statistics.median(outside)} if outside else {}),
        **({"idle": statistics.mean(idle)} if idle else {}),
        **({"peak_mib": max(peak) / 2**20} if peak else {}),
    }


def build(folder: Path, options: argparse.Namespace) -> Transformers:
    """The model, saved and loaded as any checkpoint is."""
    torch = importlib.import_module("torch")
    shape, tokens = SIZES[options.size]
    model, processor = tinymodels.janus_of(shape)
    dtype = torch.float32 if options.device == "cpu" else torch.bfloat16
    tinymodels.saved(folder, model.to(dtype), processor)
    del model
    settings = {"max_new_tokens": tokens, "generation": {"min_new_tokens": tokens}}
    return Transformers(target=str(folder), device=options.device, **settings)


def table(found: Mapping[str, Any]) -> list[str]:
    """For people."""
    model = "janus {size}: {parameters:.3g} parameters, {dtype}, {device}; ".format_map(found)
    run = "batches of {batch_size}, {rounds} rounds, {host_peak_mib:.0f} MiB of the host".format_map(found)
    lines = [model + run, HEADS]
    for what in ASKED:
        each, plugin, loop = found[what], found[what]["plugin"], found[what]["loop"]
        rates = f"{plugin['per_second']:>10.3f}{loop['per_second']:>9.3f}{each['ratio']:>7.3f}"
        idle = f"{_shown(plugin, 'idle', '.1%'):>7}{_shown(loop, 'idle', '.1%'):>8}"
        peak = f"{_shown(plugin, 'peak_mib', '.0f'):>10}{_shown(loop, 'peak_mib', '.0f'):>8}"
        lines.append(f"{what:<8}{each['count']:>6}{rates}{plugin['outside_calls']:>15.1%}{idle}{peak}")
    return lines


def _shown(found: Mapping[str, float], name: str, how: str) -> str:
    return format(found[name], how) if name in found else "-"


def main(arguments: Sequence[str] | None = None) -> None:
    torch = importlib.import_module("torch")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="1b")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--images", type=int, default=8, help="for each of three subtasks")
    parser.add_argument("--answers", type=int, default=32, help="for each of two subtasks")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        model = build(Path(name) / "janus", options)
        bench = Bench(model, Path(name), options, SIZES[options.size][1])
        weights = model.loaded.model
        found: dict[str, Any] = {
            "size": options.size,
            "parameters": sum(each.numel() for each in weights.parameters()),
            "dtype": str(weights.dtype).removeprefix("torch."),
            "device": torch.cuda.get_device_name(weights.device) if options.device == "cuda" else "cpu",
            "batch_size": options.batch_size,
            "rounds": options.rounds,
            **{what: compare(bench, what, getattr(options, what), options.rounds) for what in ASKED},
        }
    found["host_peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(*table(found), json.dumps(found), sep="\n")


if __name__ == "__main__":
    main()
