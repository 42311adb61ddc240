"""Leaving a process as it was found: what a model, pytest or this package may change is put back."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from pytest_realunify.evaluation.networks import networks

NOT_PYTESTS: Final = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_CURRENT_TEST", "PYTEST_DEBUG", "GITHUB_STEP_SUMMARY")
"""Variables by which whoever started this process speaks to another session of pytest, or to its job."""

LAST: Final = ("last_exc", "last_type", "last_value", "last_traceback")
"""What a debugger looks at after an exception that nobody caught."""

ACCELERATORS: Final = ("cuda", "xpu")


@contextmanager
def as_found(things: Iterable[object]) -> Iterator[None]:
    """Within, the networks of `things` are in evaluation mode and no gradients are kept. Afterwards all is as before:
    random numbers of Python, numpy and torch on every device in use; gradients, training mode, caches and flags of
    torch; environment, working directory, import path."""
    with ExitStack() as put_back:
        _process(put_back)
        put_back.callback(random.setstate, random.getstate())
        if (numpy := sys.modules.get("numpy")) is not None and hasattr(numpy, "random"):
            put_back.callback(numpy.random.set_state, numpy.random.get_state())
        torch: Any = sys.modules.get("torch")
        if hasattr(torch, "nn"):
            _generators(put_back, torch)
            _flags(put_back, torch)
            _networks(put_back, networks(things))
            torch.set_grad_enabled(False)  # not inference_mode: what a network caches in it is of no use to training
        yield


def _process(put_back: ExitStack) -> None:
    put_back.callback(_environment, dict(os.environ))
    for name in NOT_PYTESTS:
        os.environ.pop(name, None)
    put_back.callback(os.chdir, Path.cwd())
    put_back.callback(partial(sys.path.__setitem__, slice(None), list(sys.path)))
    put_back.callback(_last_exception, {name: vars(sys)[name] for name in LAST if name in vars(sys)})


def _last_exception(before: Mapping[str, object]) -> None:
    """pytest leaves a wrong answer's there, whose frames hold the model for good."""
    for name in LAST:
        vars(sys).pop(name, None)
    vars(sys).update(before)


def _environment(before: dict[str, str]) -> None:
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    for name, value in before.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def _generators(put_back: ExitStack, torch: Any) -> None:
    put_back.callback(torch.set_rng_state, torch.get_rng_state())
    for name in ACCELERATORS:
        device = getattr(torch, name, None)
        if device is not None and device.is_initialized():  # asking would make one so
            put_back.callback(device.set_rng_state_all, device.get_rng_state_all())
    if torch.backends.mps.is_available():
        put_back.callback(torch.mps.set_rng_state, torch.mps.get_rng_state())


def _flags(put_back: ExitStack, torch: Any) -> None:
    kept = partial(_setting, put_back)
    kept(torch.is_grad_enabled, torch.set_grad_enabled)
    kept(torch.is_autocast_cache_enabled, torch.set_autocast_cache_enabled)
    kept(torch.get_default_dtype, torch.set_default_dtype)
    kept(torch.get_num_threads, torch.set_num_threads)
    kept(
        lambda: (torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()),
        lambda before: torch.use_deterministic_algorithms(before[0], warn_only=before[1]),
    )
    # The newer names of tf32 first: reading the older ones warns, and may not be mixed with them.
    for holder in (torch.backends.cudnn, torch.backends.cuda.matmul):
        _attributes(put_back, holder, ("fp32_precision",) if hasattr(holder, "fp32_precision") else ("allow_tf32",))
    _attributes(put_back, torch.backends.cudnn, ("benchmark", "deterministic", "enabled"))
    if torch.cuda.is_initialized():
        plans = torch.backends.cuda.cufft_plan_cache
        for number in range(torch.cuda.device_count()):
            _attributes(put_back, plans[number], ("max_size",))


def _setting(put_back: ExitStack, ask: Callable[[], Any], change: Callable[[Any], object]) -> None:
    """Put back where it changed: telling torch what it knows can cost seconds (`use_deterministic_algorithms` imports
    its compiler)."""
    before = ask()

    def restore() -> None:
        if ask() != before:
            change(before)

    put_back.callback(restore)


def _networks(put_back: ExitStack, found: Iterable[Any]) -> None:
    parts = [part for network in found for part in network.modules()]
    for part in reversed(parts):  # put back from the outermost inwards: `train` speaks to all within
        put_back.callback(_train, part, part.training)
        for settings in (getattr(part, "config", None), getattr(part, "generation_config", None)):
            if isinstance(getattr(settings, "use_cache", None), bool):  # transformers': off while it trains
                _attributes(put_back, settings, ("use_cache",))
    for network in found:
        network.eval()


def _train(part: Any, mode: bool) -> None:
    """By its own method where something changes: some fold their weights together in evaluation mode."""
    if part.training != mode:
        part.train(mode)


def _attributes(put_back: ExitStack, holder: object, names: Iterable[str]) -> None:
    for name in names:
        _setting(put_back, partial(getattr, holder, name), partial(setattr, holder, name))
