"""Weights & Biases: online, or offline for `wandb sync`; one W&B run for a run of ours.

Within a W&B run that is active here (a training loop's) scores are logged to that one, along an axis of their own:
`realunify/step`, for W&B drops what is logged at a step that has passed.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pytest_realunify.trackers.names import part
from pytest_realunify.trackers.tracked import Tracked

PROJECT: Final = "realunify"
STEP: Final = "realunify/step"

FINDING: Final = 30
UPLOADING: Final = 60
"""Seconds. The library's own 90 are said by WANDB_INIT_TIMEOUT; to upload it takes forever."""


@dataclass(frozen=True, slots=True)
class WandB:
    """Empty: what the library's own environment or settings say."""

    project: str
    entity: str
    mode: str
    dir: str

    @classmethod
    def made(cls, settings: Mapping[str, str], root: Path) -> WandB:
        """`root` is where a relative `dir` begins."""
        folder = settings.get("dir", "")
        return cls(
            settings.get("project", ""),
            settings.get("entity", ""),
            settings.get("mode", ""),
            str(root / Path(folder).expanduser()) if folder else "",
        )

    def send(self, told: Tracked) -> str:
        """Where its run can be seen, or lies. Raises whatever the library does."""
        import wandb

        if (theirs := None if self.project else wandb.run) is not None:
            _log(theirs, told)
            return _place(theirs)
        run = self._begun(told)
        try:
            _log(run, told)
        finally:
            run.finish()
        return _place(run)

    def _begun(self, told: Tracked) -> Any:
        import wandb

        if self.dir:
            Path(self.dir).mkdir(parents=True, exist_ok=True)
        given = "WANDB_RUN_ID" in os.environ
        return wandb.init(
            project=self.project or os.environ.get("WANDB_PROJECT") or PROJECT,
            entity=self.entity or None,
            mode=self.mode or None,
            dir=self.dir or None,
            id=None if given else part(told.run),
            resume=None if given and "WANDB_RESUME" in os.environ else "allow",
            name=None if given else told.name,
            group=None if told.step is None or "WANDB_RUN_GROUP" in os.environ else told.series,
            job_type=None if given else "realunify",
            config=None if given else {"realunify": dict(told.params)},
            reinit="create_new",
            settings=_settings(),
        )


def _settings() -> Any:
    """Nothing but what we log: else W&B keeps the command line, where a secret may stand, the environment's packages,
    the console and a diff of the user's code."""
    import wandb

    wanted: dict[str, Any] = {
        "console": "off",
        "disable_git": True,
        "disable_job_creation": True,
        "finish_timeout": UPLOADING,
        "finish_timeout_raises": True,
        **({} if "WANDB_INIT_TIMEOUT" in os.environ else {"init_timeout": FINDING}),
        "save_code": False,
        "silent": True,
        "x_disable_machine_info": True,
        "x_disable_meta": True,
        "x_disable_stats": True,
        "x_save_requirements": False,
    }
    known = wandb.Settings.model_fields
    return wandb.Settings(**{name: value for name, value in wanted.items() if name in known})


def _log(run: Any, told: Tracked) -> None:
    import wandb
    from PIL import Image

    run.define_metric(STEP, hidden=True)
    run.define_metric("realunify/*", step_metric=STEP)
    row: dict[str, Any] = {STEP: told.step or 0, **told.metrics}
    pictures = [
        wandb.Image(Image.open(io.BytesIO(case.picture)), caption=f"{case.case} · {case.told}")
        for case in told.worst
        if case.picture is not None
    ]
    if pictures:
        row["realunify/worst"] = pictures
    run.log(row)
    run.summary.update(
        {
            "realunify/run": told.run,
            "realunify/label": told.label,
            "realunify/page": told.page,
            "realunify/job": told.job,
        }
    )


def _place(run: Any) -> str:
    """Its page; offline, the folder for `wandb sync`."""
    return str(run.settings.sync_dir if run.offline else run.url)
