"""Processes that end with the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
SUPERVISED = "POOLHOUSE_SUPERVISED"


def end_with_parent() -> None:
    """Ask Linux to stop this process when its parent dies, even of kill -9; elsewhere there is no such thing."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def die_with_parent() -> None:
    """The same for the web server's own children, and only below our supervisor: others look after theirs."""
    if os.environ.get(SUPERVISED):
        end_with_parent()
