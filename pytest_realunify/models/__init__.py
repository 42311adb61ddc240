"""What users bring: models under test. One batch-first protocol of three verbs."""

from pytest_realunify.interfaces import Request, UnifiedModel, supports

__all__ = ["Request", "UnifiedModel", "supports"]
