"""Where the draws of a run begin: the model's samples and the judge's. The instances have a seed of their own."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import replace
from typing import Final

from pytest_realunify.options.settings import Settings

CI_RUN: Final = (
    *("GITHUB_RUN_ID", "CI_PIPELINE_ID", "BUILD_TAG", "BUILDKITE_BUILD_ID", "CIRCLE_PIPELINE_ID", "BUILD_BUILDID"),
    *("TRAVIS_BUILD_ID", "BITBUCKET_BUILD_NUMBER", "SEMAPHORE_WORKFLOW_ID", "SLURM_ARRAY_JOB_ID"),
)
"""What CI systems (and Slurm) call a run with all of its jobs: the same when a job of it is tried again."""


def sampled(settings: Settings) -> Settings:
    """With a sample seed: the one typed, or one of this run's own.

    The shards of a run must share one and cannot know of each other: it follows from what CI calls the whole run, and
    is 0 elsewhere.
    """
    if settings.sample_seed is not None:
        return settings
    if settings.shard is None:
        return replace(settings, sample_seed=secrets.randbelow(2**31))
    whole = "/".join(os.environ.get(name, "") for name in CI_RUN)
    digest = hashlib.sha256(whole.encode("utf-8", "replace")).digest()
    return replace(settings, sample_seed=int.from_bytes(digest[:4], "big") >> 1 if whole.strip("/") else 0)
