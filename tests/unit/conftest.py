"""hypothesis without a clock: on a busy machine the law is still the law. In CI the same examples every time."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("unit", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("unit")
