"""``copydesk furniture``: propose phrases for the reviewed table of furniture, for a person to accept."""

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flows.commands.failures import CommandError
from flows.commands.output import write_rows
from flows.settings import Settings
from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from flows.proposals import Proposal

_COLUMNS = (
    "phrase",
    "kind",
    "match",
    "language",
    "role",
    "saved_chars",
    "kept_blocks",
    "documents",
    "stories",
    "sites",
    "site",
    "site_share",
    "example_document_id",
)


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Propose lines that recur over a site's stories, those first that would save most.

    Args:
        arguments: ``site``, ``least``, ``most`` and ``format``; ``csv`` gives rows in the shape of the table, the
            others the counts behind them.
        settings: ``warehouse`` is read.

    Returns:
        0, whether anything is proposed or not.

    Raises:
        CommandError: A number is out of range, there is no warehouse, or it holds no page of the site.
    """
    for name, lowest in (("least", 2), ("most", 1)):
        if getattr(arguments, name) < lowest:
            raise CommandError(f"--{name} {getattr(arguments, name)}: must be {lowest} or more")

    from flows.proposals import TABLE_COLUMNS, accepts, fold_lines, propose
    from flows.resources import reference_dir
    from flows.text.tables import read_table
    from warehouse.furniture import find_recurring
    from warehouse.layout import Layout

    try:
        found = find_recurring(
            Layout.of(settings.warehouse).published,
            fold_lines,
            accepts,
            least=arguments.least,
            most=arguments.most,
            site=arguments.site,
        )
    except WarehouseError as error:
        raise CommandError(str(error)) from error
    proposals = propose(found.lines, read_table(reference_dir() / "furniture_phrases.csv"))
    if arguments.format == "csv":
        write_rows(TABLE_COLUMNS, (proposal.row for proposal in proposals), "csv", sys.stdout)
    else:
        write_rows(_COLUMNS, _counts(proposals), arguments.format, sys.stdout)
    if found.left_out:
        sys.stderr.write(f"{found.left_out} more with a higher --most\n")
    if found.without_site:
        sys.stderr.write(f"{found.without_site} pages left out: their sources name neither address nor publisher\n")
    return 0


def _counts(proposals: "list[Proposal]") -> Iterator[tuple[Any, ...]]:
    for proposal in proposals:
        line = proposal.line
        yield (
            line.phrase,
            proposal.kind,
            proposal.match,
            line.language,
            line.role,
            line.kept_chars,
            line.kept_count,
            line.document_count,
            line.story_count,
            line.site_count,
            line.site,
            round(line.site_share, 3),
            line.example_document_id,
        )
