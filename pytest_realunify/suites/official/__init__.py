"""The real benchmark, read from a folder of its users: never shipped, never copied."""

from pytest_realunify.suites.official.suite import OfficialSuite

__all__ = ["OfficialSuite"]
