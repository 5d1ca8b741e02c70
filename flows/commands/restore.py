"""``copydesk restore``: write the original bytes of a document."""

import argparse
import sys
from pathlib import Path

from flows.commands.failures import CommandError
from flows.settings import Settings
from warehouse.errors import WarehouseError


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a document's bytes to a file or to standard output.

    Args:
        arguments: ``document_id`` and ``output`` (NULL for standard output).
        settings: ``warehouse`` is read.

    Returns:
        0.

    Raises:
        CommandError: No such document, a file that cannot be written, or a terminal as output: the bytes of a page may
            hold anything, and a terminal would act on it.
    """
    from warehouse.layout import Layout
    from warehouse.restore import restore

    output: Path | None = arguments.output
    if output is None and sys.stdout.isatty():
        raise CommandError("restore writes raw bytes, which a terminal may act on; give -o FILE or a pipe")
    try:
        content = restore(Layout.of(settings.warehouse).published, arguments.document_id)
    except WarehouseError as error:
        raise CommandError(str(error)) from error
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    try:
        output.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{output}: cannot be written ({error.strerror}); choose another -o FILE") from error
    return 0
