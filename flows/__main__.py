"""The ``copydesk`` command: it reads the command line, and imports only what the chosen command needs.

Exit codes: 0 done; 1 the run failed or a gate refused, nothing was published; 2 the command was wrong; 130 stopped with
Ctrl-C. Results go to standard output, everything else to standard error; an error is one line that says what, where
and what to do, and ``--verbose`` adds the traceback.
"""

import argparse
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from flows.commands.failures import DONE, FAILED, INTERRUPTED, CommandError
from flows.environment import collect_seldom, keep_memory
from flows.text.terminal import neutralise

if TYPE_CHECKING:  # costs a third of a second, which --version and --help need not pay
    from flows.settings import Settings

_COMMANDS: Final = {
    "run": "read sources, check, and publish the warehouse",
    "serve": "run ingest, nightly and backfill on schedules, with a Prefect server where none is configured",
    "sql": "ask the published warehouse a question in SQL",
    "show": "print an article of the warehouse, or those of a page file",
    "restore": "write the original bytes of a document",
    "status": "say what is published, what ran, and who is writing",
    "rollback": "publish an earlier file again",
    "diff": "say which rows came, went and changed between two files",
    "export": "write tables as Parquet or CSV files, one a table",
    "report": "write a page about a run and the warehouse it left",
    "furniture": "propose phrases for the table of furniture from what recurs over a site's pages",
    "dictionary": "print what every table and column means",
}


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message}; see {self.prog} --help")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: The words after the program's name; None takes them from the process.

    Returns:
        The exit code.
    """
    _use_utf8()
    keep_memory()
    collect_seldom()
    words = list(sys.argv[1:] if argv is None else argv)
    is_verbose = "--verbose" in words or "-v" in words
    try:
        code = _dispatch(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _complain("stopped; what was finished is kept for the next run", INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has seen enough. What is still buffered must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except CommandError as error:
        if is_verbose and error.__cause__ is not None:
            traceback.print_exception(error)
        return _complain(str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 - the last handler: a user sees one line, not a traceback
        if is_verbose:
            traceback.print_exception(error)
        return _complain(f"unexpected {type(error).__name__}: {error}; add --verbose for the details", FAILED)
    return code


def _dispatch(words: Sequence[str]) -> int:
    try:
        arguments = _build_parser().parse_args(words)
    except SystemExit as stop:  # --help and --version
        return int(stop.code or 0)
    command = importlib.import_module(f"flows.commands.{arguments.command}")
    code: int = command.execute(arguments, _settings(arguments))
    return code


def _settings(arguments: argparse.Namespace) -> "Settings":
    from flows.settings import Settings, SettingsError, load

    flags = {name: getattr(arguments, name, None) for name in Settings.model_fields}
    try:
        return load(arguments.config, {**flags, "sources": tuple(flags["sources"] or ()) or None})
    except SettingsError as error:
        raise CommandError(str(error)) from error


def _build_parser() -> argparse.ArgumentParser:
    common = _Parser(add_help=False)
    common.add_argument("--warehouse", metavar="PATH", help="the published DuckDB file")
    common.add_argument("--format", choices=("table", "csv", "json"), default="table", help="how results are written")
    common.add_argument("--config", metavar="FILE", type=Path, help="settings as TOML (default: copydesk.toml)")
    common.add_argument("--verbose", "-v", action="store_true", help="log more, and show tracebacks")

    parser = _Parser(prog="copydesk", description="Turns scraped news pages into a checked DuckDB warehouse.")
    parser.add_argument("--version", action=_Version, help="print the version and end")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    parsers = {
        name: commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".", parents=[common])
        for name, text in _COMMANDS.items()
    }
    _add_run_arguments(parsers["run"])
    _add_serve_arguments(parsers["serve"])
    parsers["sql"].add_argument("query", metavar="QUERY", help="one SQL statement, or - to read it from standard input")
    parsers["show"].add_argument("target", metavar="ARTICLE_ID|PATH", help="an article's id, or a page file")
    parsers["show"].add_argument(
        "--against",
        metavar="ARTICLE_ID",
        nargs="?",
        const="",
        help="show word by word how it differs from this article (default: the one that stands for it)",
    )
    parsers["restore"].add_argument("document_id", metavar="DOCUMENT_ID", help="the document's id")
    parsers["restore"].add_argument("-o", "--output", metavar="FILE", type=Path, help="write there, not to the pipe")
    parsers["rollback"].add_argument(
        "--steps", type=int, default=1, metavar="N", help="how many files back (default 1)"
    )
    _add_diff_arguments(parsers["diff"])
    _add_export_arguments(parsers["export"])
    _add_report_arguments(parsers["report"])
    _add_furniture_arguments(parsers["furniture"])
    return parser


def _add_diff_arguments(parser: argparse.ArgumentParser) -> None:
    named = "a file, a run that is kept, 'published' or 'previous'"
    parser.add_argument("before", metavar="A", help=named)
    parser.add_argument("after", metavar="B", help=named)
    parser.add_argument("--examples", type=int, default=3, metavar="N", help="rows to show of each kind (default 3)")
    parser.add_argument("--table", dest="tables", action="append", metavar="TABLE", help="compare this table only")


def _add_export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where to: a new folder, or an earlier export")
    parser.add_argument(
        "wanted",
        metavar="WHAT",
        nargs="*",
        help="schemas and tables, such as core marts.articles (default: core marts)",
    )
    parser.add_argument(
        "--as", dest="kind", choices=("parquet", "csv"), default="parquet", help="how tables are written"
    )
    parser.add_argument(
        "--exact",
        action="store_true",
        help="in CSV, leave text as it is that a spreadsheet would take for a formula (default: mark it with ')",
    )


def _add_report_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--run", dest="run_id", metavar="RUN_ID", help="the run (default: the last published)")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="write there: .html gives a page, anything else Markdown"
    )


def _add_furniture_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", metavar="HOST", help="look at this site only: its host, or its publisher's name")
    parser.add_argument(
        "--least", type=int, default=10, metavar="N", help="pages and stories it must stand on (default 10)"
    )
    parser.add_argument("--most", type=int, default=100, metavar="N", help="how many to propose (default 100)")


def _add_run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", metavar="SOURCE", nargs="*", help="file, folder, glob or URL (default: the samples)")
    for name, text in _RUN_FLAGS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="N", help=text)
    parser.add_argument(
        "--storylines",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="tell developing events (default: yes)",
    )
    parser.add_argument("--publisher", metavar="NAME", help="publisher of records whose source names none")
    parser.add_argument(
        "--docs", action=argparse.BooleanOptionalAction, default=None, help="write the checks as HTML (default: yes)"
    )


def _add_serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", metavar="SOURCE", nargs="*", help="file, folder, glob or URL (default: the samples)")
    parser.add_argument("--publisher", metavar="NAME", help="publisher of records whose source names none")
    parser.add_argument("--port", type=int, default=4200, help="port of the server it starts (default 4200)")
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--cron", metavar="EXPRESSION", help='when to ingest (default "7 * * * *": hourly)')
    when.add_argument("--interval", metavar="SECONDS", type=float, help="ingest that often, in place of --cron")
    parser.add_argument(
        "--nightly", metavar="EXPRESSION", help='when to look after the warehouse (default "37 2 * * *")'
    )
    parser.add_argument("--now", action="store_true", help="ingest at once, too, and not at the next due time only")
    parser.add_argument("--timezone", metavar="NAME", default="UTC", help="time zone of the schedules (default UTC)")


_RUN_FLAGS: Final = {
    "batch_size": "most records in a batch",
    "batch_bytes": "most bytes of page content in a batch",
    "max_document_bytes": "largest page in bytes, larger ones are rejected",
    "workers": "batches parsed at the same time",
    "keep_published": "earlier published files kept for rollback",
    "lock_wait_seconds": "how long to wait for another run to end",
}


class _Version(argparse.Action):
    """Look the version up only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any, **__: Any) -> NoReturn:
        from flows.environment import code_version

        sys.stdout.write(f"copydesk {code_version()}\n")
        parser.exit()


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _complain(message: str, code: int) -> int:
    sys.stderr.write(f"copydesk: {neutralise(' '.join(message.split()))}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
