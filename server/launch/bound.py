"""Owns `python bound.py PARENT COMMAND...`: becomes COMMAND, which dies when process PARENT does.

Linux only; elsewhere just becomes COMMAND. A program of its own, because code between fork and exec
is not safe in a process with threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Does not return."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)
    os.execv(command[0], command)  # noqa: S606 (no shell wanted)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
