"""The errors of the warehouse: each message is one line saying what is wrong, where, and what to do."""

# ruff: noqa: N818 - the names say what happened, as the messages do

import re
from typing import Final

MESSAGE_CHARS: Final = 400
"""Longest text taken over from another program's message; the rest helps nobody on a terminal."""

_UNPRINTABLE: Final = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ud800-\\udfff]+"
)


class WarehouseError(Exception):
    """Something the user can be told in one line; the base of all errors raised here on purpose."""


class WarehouseMissing(WarehouseError):
    """There is no published file at the path."""


class WarehouseBusy(WarehouseError):
    """Another run holds the writer lock, or another program has the published file open for writing."""


class StageFailed(WarehouseError):
    """The stage cannot be made, opened or brought to the contracts' tables."""


class PublishRefused(WarehouseError):
    """The stage must not take the place of the published file; that file is unchanged."""


class NothingToRollBack(WarehouseError):
    """No published file is kept from as far back as asked."""


class ModelsFailed(WarehouseError):
    """dbt could not build or test a model."""


class ExportFailed(WarehouseError):
    """An export cannot be written; an earlier one still stands."""


class QueryFailed(WarehouseError):
    """A statement of the user's was refused or failed."""


class DocumentUnknown(WarehouseError):
    """No document has the id."""


class DocumentDamaged(WarehouseError):
    """A stored document no longer gives the bytes its id was taken from."""


def one_line(text: object, limit: int = MESSAGE_CHARS) -> str:
    """Make a text safe to show on one line of a terminal.

    Messages of other programs quote what they choked on, and that may be text from a page: line ends,
    terminal escapes, bidirectional and other invisible controls each become one space.

    Args:
        text: Any object; its ``str`` is taken.
        limit: Most characters to return; longer texts end in an ellipsis.

    Returns:
        One printable line.
    """
    line = " ".join(_UNPRINTABLE.sub(" ", str(text)).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
