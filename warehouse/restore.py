"""Give back the bytes of a page exactly as they were fetched."""

import hashlib
from pathlib import Path
from typing import Final

import duckdb

from warehouse.connect import open_published
from warehouse.errors import DocumentDamaged, DocumentUnknown, WarehouseError, one_line

ID_DIGITS: Final = 32
"""A document's id is this many first hex digits of the SHA-256 of its bytes."""


def restore(path: Path, document_id: str) -> bytes:
    """Return the original bytes of a document.

    They are stored only where the page's text does not give them back, and what is returned is held against the id,
    which is a digest of the bytes.

    Args:
        path: The published file.
        document_id: The document's id, in full.

    Returns:
        The bytes.

    Raises:
        WarehouseMissing: There is no file.
        DocumentUnknown: No document has this id.
        DocumentDamaged: What is stored does not give the bytes of this id.
        WarehouseError: The file cannot be read.
    """
    connection = open_published(path)
    try:
        row = connection.execute(
            "SELECT page_text, encoding, content FROM raw.documents WHERE document_id = $id",
            {"id": document_id.encode("utf-8", "replace").decode("utf-8")},
        ).fetchone()
    except duckdb.Error as error:
        raise WarehouseError(f"cannot read documents from {path}: {one_line(error)}") from error
    finally:
        connection.close()
    if row is None:
        raise DocumentUnknown(
            f"no document {one_line(document_id, 80)} in {path}; the ids stand in raw.documents.document_id"
        )
    page_text, encoding, content = row
    try:
        restored = bytes(content) if content is not None else page_text.encode(encoding)
    except (LookupError, UnicodeError) as error:
        raise DocumentDamaged(f"document {document_id} in {path} cannot be encoded: {one_line(error)}") from error
    if hashlib.sha256(restored).hexdigest()[:ID_DIGITS] != document_id:
        raise DocumentDamaged(f"document {document_id} in {path} does not give back the bytes of its id")
    return restored
