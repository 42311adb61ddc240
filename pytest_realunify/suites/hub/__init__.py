"""The data set from the Hugging Face hub: downloaded once, checked, and read from this machine afterwards."""

from pytest_realunify.suites.hub.suite import HubSuite, hub_suite

__all__ = ["HubSuite", "hub_suite"]
