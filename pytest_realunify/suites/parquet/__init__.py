"""The GEU half re-packed as parquet: rows read without their pictures, pictures when a case needs them."""

from pytest_realunify.suites.parquet.suite import ParquetSuite

__all__ = ["ParquetSuite"]
