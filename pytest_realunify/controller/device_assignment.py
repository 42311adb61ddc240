"""The controller's half of devices: hands them to xdist's workers before one starts, and says who has which."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import pytest

from pytest_realunify.borrowed import worker_specs
from pytest_realunify.engine.devices.leases import NONE, PER_WORKER, Lease, check_width, environment, leases, threads
from pytest_realunify.engine.devices.visible import Devices, visible
from pytest_realunify.run.making import device_settings
from pytest_realunify.run.plan import RunPlan

if TYPE_CHECKING:
    from execnet import XSpec

CPU: Final = "cpu"
ELSEWHERE: Final = "unknown"
"""Of a worker on another machine."""


def auto_workers(config: pytest.Config) -> int | None:
    """For `-n auto`: as many as there are devices for. None: there are none, or the model uses none.

    Called before pytest is configured. Raises RealUnifyError.
    """
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):  # xdist's own way to say it
        return None
    settings = device_settings(config)
    if settings is None or not settings.devices_per_worker:
        return None
    devices = visible(os.environ)
    if not devices.tokens:
        return None
    check_width(devices, settings.devices_per_worker)
    return len(devices.tokens) // settings.devices_per_worker


class DeviceAssignment:
    """Which worker has which devices. xdist starts a dead worker's replacement from the same spec, environment and
    all, so it has the same ones, and nothing is handed out twice."""

    def __init__(self, config: pytest.Config, plan: RunPlan, spreads: bool) -> None:
        """Raises UsageError where devices do not suffice. Asks the driver only for a run that may want devices."""
        self.each = plan.settings.devices_per_worker
        self.devices = visible(os.environ) if plan.uses_device else Devices(tokens=plan.devices_there)
        self.specs = worker_specs(config) if spreads else []
        self.leases = self._planned(plan.settings.share_devices)
        self._workers: dict[str, str] = {}

    def _planned(self, share: bool) -> dict[int, Lease]:
        """By the spec's place. Workers elsewhere, and those whose devices the user wrote into --tx, are left alone."""
        ours = [place for place, spec in enumerate(self.specs) if _is_local(spec)]
        if any(self.devices.variable in self.specs[place].env for place in ours):
            return {}
        return dict(zip(ours, leases(self.devices, len(ours), self.each, share), strict=True))

    @property
    def device(self) -> str:
        """Of this process, for a run without workers: all that it sees."""
        return ",".join(self.devices.tokens) or CPU

    @property
    def facts(self) -> dict[str, Any]:
        """For run.json."""
        workers = dict(self._workers) if self.specs else {"main": self.device}
        return {"visible": list(self.devices.tokens), "names": list(self.devices.names), "workers": workers}

    def header(self) -> list[str]:
        """Empty where there are no devices, or none is used."""
        if self.devices.note:
            return [self.devices.note]
        if not self.devices.tokens:
            return []
        names = f" ({', '.join(self.devices.names)})" if self.devices.names else ""
        if not self.specs:
            more = "; -n auto shares them among workers" if len(self.devices.tokens) > self.each > 0 else ""
            return [f"devices {self.device} in this process{names}{more}"]
        if not any(self.leases.values()):
            return [f"no worker has a device of {self.device}{names}: {PER_WORKER}=0"] if not self.each else []
        shown = (f"{self.specs[place].id or f'gw{place}'}: {_text(lease)}" for place, lease in self.leases.items())
        return [f"devices {', '.join(shown)}{names}"]

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(self, specs: Sequence[XSpec]) -> None:
        local = [spec for spec in specs if _is_local(spec)]
        shares = threads(len(local), os.environ)
        for spec in local:
            spec.env.update({name: value for name, value in shares.items() if name not in spec.env})
        for place, lease in self.leases.items():
            specs[place].env.update(environment(self.devices, lease, self.each))

    def settle(self, worker: str, spec: XSpec) -> str:
        """The devices of a worker that is about to start, remembered under its name."""
        given = str(spec.env.get(self.devices.variable, self.device)) if self.devices.tokens else CPU
        device = CPU if given in ("", NONE) else given
        self._workers[worker] = device if _is_local(spec) else ELSEWHERE
        return self._workers[worker]

    def of(self, worker: str) -> str:
        """The devices of a worker that once started."""
        return self._workers.get(worker, self.device)


def _is_local(spec: XSpec) -> bool:
    return bool(spec.popen) and not spec.via


def _text(lease: Lease) -> str:
    return "+".join(lease) or CPU
