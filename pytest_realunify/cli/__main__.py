"""`python -m pytest_realunify.cli`: the `realunify` command where no script is on the path."""

from __future__ import annotations

import sys

from pytest_realunify.cli.main import main

sys.exit(main())
