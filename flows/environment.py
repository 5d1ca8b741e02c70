"""What the big dependencies must find in the environment before they are imported.

Prefect, Great Expectations and dbt each send usage statistics unless told otherwise, and read that when they are
imported. copydesk sends nothing by default; a value the user has set stays, so whoever wants to report can.
"""

import gc
import os
from collections.abc import Iterable, MutableMapping
from typing import Final

_NO_TELEMETRY: Final = {
    "DO_NOT_TRACK": "1",  # the common convention; Prefect and dbt hold to it
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DBT_VERSION_CHECK": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}
_PATIENCE: Final = {
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}
_QUIET: Final = {
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "ERROR",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
_CONTAINERS: Final = 50_000
_KEPT_MEMORY: Final = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:60000"}


def keep_memory(environ: MutableMapping[str, str] | None = None) -> None:
    """Let Polars' allocator keep freed memory for a minute instead of ten seconds, unless the user has chosen.

    Batches use and free the same 200 MB again and again; giving it back between two steps and having the kernel zero it
    anew costs 20 µs a page, one part in fifteen. Must be called before Polars is imported.

    Args:
        environ: The environment to complete; None means the process's own.

    Source: jemalloc(3), ``opt.dirty_decay_ms``.
    """
    _complete(os.environ if environ is None else environ, (_KEPT_MEMORY,))


def collect_seldom() -> None:
    """Let Python look for cycles after every 50,000 new containers instead of every 700.

    The readers of fields make a tuple for each row and no cycles; looking through them again and again took 15 % of
    their time in batches of 5,000 pages.

    Source: the ``gc`` module of Python, ``set_threshold``.
    """
    gc.set_threshold(_CONTAINERS, *gc.get_threshold()[1:])


def silence_telemetry(environ: MutableMapping[str, str] | None = None) -> None:
    """Turn off usage statistics of every dependency, unless the user has chosen.

    Args:
        environ: The environment to complete; None means the process's own.
    """
    _complete(os.environ if environ is None else environ, (_NO_TELEMETRY, _PATIENCE))


def silence_logs(environ: MutableMapping[str, str] | None = None, *, is_watched: bool = False) -> None:
    """Keep Prefect off the console, unless the user has chosen; its server still gets the log of the runs.

    Args:
        environ: The environment to complete; None means the process's own.
        is_watched: Whether the server is one that people look at: it gets a line for every step and batch. One that
            ends with the run gets warnings and errors only.
    """
    watched = {"PREFECT_LOGGING_LEVEL": "INFO"} if is_watched else {}
    _complete(os.environ if environ is None else environ, (watched, _QUIET))


def _complete(environ: MutableMapping[str, str], defaults: Iterable[dict[str, str]]) -> None:
    for values in defaults:
        for name, value in values.items():
            environ.setdefault(name, value)


def code_version() -> str:
    """Return the version of copydesk as installed; ``0+checkout`` where the code runs without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("copydesk")
    except PackageNotFoundError:
        return "0+checkout"
