"""What `import pytest_realunify as ru` offers to scripts and notebooks; docs/python.md is its promise."""
