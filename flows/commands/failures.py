"""How a command ends when it cannot do what it was told."""

from typing import Final

DONE: Final = 0
FAILED: Final = 1
WRONG: Final = 2
INTERRUPTED: Final = 130
TERMINATED: Final = 143


class CommandError(Exception):
    """The command was wrong (exit code 2); its text is one line saying what, where and what to do."""

    exit_code = WRONG


class RunFailedError(CommandError):
    """The run failed or a gate refused (exit code 1); nothing was published."""

    exit_code = FAILED
