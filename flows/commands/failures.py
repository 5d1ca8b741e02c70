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


def refuse_missing_model(name: str | None) -> None:
    """Say before anything is read that a model of names is not there.

    Args:
        name: The setting ``names_model``; None for the rules.

    Raises:
        CommandError: Its library or the model is not installed.
    """
    if name is None:
        return
    from flows.steps.extract.mentions_model import model_version

    try:
        model_version(name)
    except ValueError as error:
        raise CommandError(f"{error}; install it, or unset names_model") from error
