"""hypothesis without a clock: on a busy machine the law is still the law."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unit", deadline=None)
settings.load_profile("unit")
