"""``copydesk serve``: run ingest, nightly and backfill on schedules, on one machine and without a worker."""

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands.failures import CommandError, RunFailedError
from flows.environment import silence_logs, silence_telemetry
from flows.settings import CONFIG_VARIABLE, ENV_PREFIX, Settings

if TYPE_CHECKING:
    from flows.ephemeral_server import EphemeralServer

_SHORTEST_SECONDS = 1.0


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until Ctrl-C or SIGTERM, then end cleanly.

    Args:
        arguments: ``sources``, ``publisher``, ``port``, ``cron`` or ``interval``, ``nightly``, ``timezone``,
            ``now``.
        settings: ``warehouse`` is read; the runs read the rest themselves.

    Returns:
        0.

    Raises:
        CommandError: A source, a port, a schedule or a time zone is none.
        RunFailedError: The server does not come up, or the configured one does not answer.
    """
    _refuse_wrong(arguments)
    silence_telemetry()
    if not arguments.verbose:
        silence_logs(is_watched=True)
    if arguments.config is not None:
        os.environ[CONFIG_VARIABLE] = str(arguments.config.resolve())  # the runs are processes of their own
    from flows.commands.run import refuse_unknown_sources
    from flows.ephemeral_server import EphemeralServer, ServerFailedError

    refuse_unknown_sources(settings.sources)
    try:
        with ExitStack() as closing:
            server = None
            if not os.environ.get("PREFECT_API_URL") and not _profile_names_server():
                server = closing.enter_context(EphemeralServer(serving_port=arguments.port))
                os.environ["PREFECT_API_URL"] = server.api_url
                _tell("starting a Prefect server")
                server.wait()
            _serve(arguments, settings, server, closing)
    except ServerFailedError as error:
        raise RunFailedError(str(error)) from error
    _tell("stopped")
    return 0


def _serve_docs(closing: ExitStack, settings: Settings, port: int) -> None:
    """Let the links of the UI lead to the Data Docs; where the port is taken they name the files."""
    from flows.docs_server import docs_served
    from warehouse.layout import Layout

    address = closing.enter_context(docs_served(Layout.of(settings.warehouse).docs, port))
    if address is not None:
        os.environ[f"{ENV_PREFIX}DOCS_URL"] = address  # the runs are processes of their own
        _tell(f"the checks of every run are at {address}/index.html")


def _serve(
    arguments: argparse.Namespace, settings: Settings, server: "EphemeralServer | None", closing: ExitStack
) -> None:
    from flows.serving import Serving, serve

    serving = Serving(
        warehouse=settings.warehouse,
        parameters={"warehouse": str(settings.warehouse.expanduser().resolve())},
        ingest_parameters=_given(arguments),
        ingest_seconds=arguments.interval,
        timezone=arguments.timezone,
        is_at_once=arguments.now,
        **{name: value for name, value in _crons(arguments).items() if value is not None},
    )
    try:
        serving.ingest_schedule(), serving.nightly_schedule()
    except ValueError as error:
        raise CommandError(f"--cron, --nightly or --timezone: {' '.join(str(error).split())}") from error
    if settings.docs and settings.docs_url is None:
        _serve_docs(closing, settings, arguments.port + 1)
    serve(serving, server, _tell)


def _crons(arguments: argparse.Namespace) -> dict[str, str | None]:
    return {"ingest_cron": arguments.cron, "nightly_cron": arguments.nightly}


def _given(arguments: argparse.Namespace) -> dict[str, object]:
    """Return what the command line says of an ingest; what it leaves out the runs read from the settings."""
    given: dict[str, object] = {}
    if arguments.sources:
        given["sources"] = [one if "://" in one else str(Path(one).absolute()) for one in arguments.sources]
    if arguments.publisher:
        given["publisher"] = arguments.publisher
    return given


def _refuse_wrong(arguments: argparse.Namespace) -> None:
    if not 1 <= arguments.port <= 65_535:
        raise CommandError(f"--port {arguments.port}: must be 1 to 65535")
    if arguments.interval is not None and not arguments.interval >= _SHORTEST_SECONDS:
        raise CommandError(f"--interval {arguments.interval:g}: must be {_SHORTEST_SECONDS:g} second or more")


def _profile_names_server() -> bool:
    from flows.serving import configured_api

    return bool(configured_api())


def _tell(line: str) -> None:
    sys.stderr.write(f"copydesk: {line}\n")
    sys.stderr.flush()
