"""Digests that name things: the same today, tomorrow, on every machine and under every version of Polars.

``pl.Expr.hash`` promises none of that, so keys are made of SHA-256 (documents: the design fixes it) and of
BLAKE2b over a written-down encoding of the fields (everything else).

The encoding is a netstring per field, one after the other: ``<length in bytes>:<UTF-8 text>``, and ``-`` for NULL.
Lengths make it injective: ``("ab", "c")`` and ``("a", "bc")`` differ, and so do NULL, ``""`` and ``"-"``.
Days count from 1970-01-01, instants are microseconds from 1970-01-01T00:00:00 UTC, booleans ``true``/``false``.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b, sha256
from typing import Final

import polars as pl

_DIGEST_BYTES: Final = 16


def document_id(content: bytes) -> str:
    """Name a document by its bytes.

    Args:
        content: The page exactly as fetched.

    Returns:
        The first 32 hex digits of the SHA-256 of ``content``.
    """
    return sha256(content).hexdigest()[:32]


def digest(fields: Iterable[str | None]) -> str:
    """Digest a few text fields; ``digest_columns`` gives the same for a row of text columns.

    Args:
        fields: The fields in their fixed order; None means NULL.

    Returns:
        32 hex digits.
    """
    parts: list[bytes] = []
    for field in fields:
        if field is None:
            parts.append(b"-")
        else:
            data = field.encode("utf-8", "surrogatepass")
            parts.append(b"%d:%b" % (len(data), data))
    return _hex(b"".join(parts))


def digest_columns(frame: pl.DataFrame, columns: Sequence[str], name: str = "digest") -> pl.Series:
    """Digest the given columns of every row.

    Args:
        frame: Any frame; its row order does not matter, each row is digested by itself.
        columns: Names of the columns, in the fixed order of the digest.
        name: Name of the returned series.

    Returns:
        One string of 32 hex digits per row, never NULL.

    Raises:
        TypeError: If a column is of a type whose text is not fixed for good (floats, lists, structs, zones).
    """
    if not columns or frame.height == 0:
        return pl.Series(name, [_hex(b"")] * frame.height, dtype=pl.String)
    encoded = frame.select(pl.concat_str([_netstring(column, frame.schema[column]) for column in columns]))
    return pl.Series(name, [_hex(text.encode()) for text in encoded.to_series().to_list()], dtype=pl.String)


def _netstring(column: str, dtype: pl.DataType) -> pl.Expr:
    text = _as_text(column, dtype)
    filled = pl.concat_str([text.str.len_bytes().cast(pl.String), pl.lit(":"), text])
    return pl.when(text.is_null()).then(pl.lit("-")).otherwise(filled)


def _as_text(column: str, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(column)
    if dtype == pl.String:
        return value
    if dtype == pl.Boolean:
        return pl.when(value.is_null()).then(None).when(value).then(pl.lit("true")).otherwise(pl.lit("false"))
    if dtype.is_integer():
        return value.cast(pl.String)
    if dtype == pl.Date:
        return value.to_physical().cast(pl.String)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is None:
        return value.cast(pl.Datetime("us")).to_physical().cast(pl.String)
    if dtype == pl.Null:
        return value.cast(pl.String)
    message = f"column {column!r} of type {dtype} has no fixed text to digest; cast it to String, Int64 or Datetime"
    raise TypeError(message)


def _hex(data: bytes) -> str:
    return blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()
