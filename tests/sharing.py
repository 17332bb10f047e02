"""The whole suite is shared among the cores by pytest-xdist, where it is there."""

from __future__ import annotations

import os
from typing import Final

import pytest

from engine.device import cores

MOST: Final = 4  # processes: each may take 3 GB
WORKER: Final = "PYTEST_XDIST_WORKER"
"""What stands in the environment of a process that tests were shared out to, and of those that it starts."""


def share(config: pytest.Config) -> None:
    """Has one process a core, at most `MOST`, do the tests between them when nothing is named.

    What is named is done by one process, and so are the slow tests: some of them measure the machine. `-n` has the last
    word. A process that tests were shared out to shares nothing on.
    """
    option = config.option
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and option.markexpr == "not slow"
    open_ = getattr(option, "numprocesses", 0) is None and not option.usepdb
    if whole and open_ and WORKER not in os.environ and cores() > 1:
        option.numprocesses = min(MOST, cores())
        option.dist = "worksteal"  # neighbours stay together: what the tests of a file share is made once
