"""Let a trained model name things instead of the rules, where one is installed and a setting asks for it.

Models weigh hundreds of megabytes and read some hundred times slower than the rules, so none is part of the project.
"""

import hashlib
import importlib
import importlib.metadata
import importlib.util
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

from flows.steps.extract.mentions_typing import ORGANISATION, OTHER, PERSON, PLACE, Block, Named

_SPACY_PREFIX: Final = "spacy:"
_GLINER_PREFIX: Final = "gliner:"
# Labels of OntoNotes, CoNLL and WikiNER as spaCy's pipelines spell them; numbers and dates are no names.
_KIND_BY_LABEL: Final = {
    "PERSON": PERSON,
    "PER": PERSON,
    "ORG": ORGANISATION,
    "GPE": PLACE,
    "LOC": PLACE,
    "FAC": PLACE,
    "NORP": OTHER,
    "PRODUCT": OTHER,
    "EVENT": OTHER,
    "WORK_OF_ART": OTHER,
    "LAW": OTHER,
    "LANGUAGE": OTHER,
    "MISC": OTHER,
}
_GLINER_LABELS: Final = {"person": PERSON, "organisation": ORGANISATION, "place": PLACE, "other name": OTHER}
_GLINER_THRESHOLD: Final = 0.5


class NameModel(Protocol):
    """What finds names in texts."""

    def find(self, texts: Sequence[str]) -> Iterable[list[tuple[int, int, int]]]:
        """Find the names of each text.

        Args:
            texts: Texts of blocks.

        Returns:
            For each text, in order: start, end (code points) and kind (an index in KINDS) of each name.
        """
        ...


class _SpacyModel:
    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline
        # Batches are parsed in threads; a pipeline adds words to one vocabulary as it reads.
        self._lock = Lock()

    def find(self, texts: Sequence[str]) -> Iterable[list[tuple[int, int, int]]]:
        with self._lock:
            return [
                [
                    (entity.start_char, entity.end_char, _KIND_BY_LABEL[entity.label_])
                    for entity in document.ents
                    if entity.label_ in _KIND_BY_LABEL
                ]
                for document in self._pipeline.pipe(texts)
            ]


class _GlinerModel:
    def __init__(self, model: Any) -> None:
        self._model = model
        self._lock = Lock()

    def find(self, texts: Sequence[str]) -> Iterable[list[tuple[int, int, int]]]:
        with self._lock:
            return [
                [
                    (entity["start"], entity["end"], _GLINER_LABELS[entity["label"]])
                    for entity in self._model.predict_entities(text, list(_GLINER_LABELS), threshold=_GLINER_THRESHOLD)
                ]
                for text in texts
            ]


def load_model(name: str) -> NameModel:
    """Load a model of names.

    Args:
        name: ``spacy:`` and the name of an installed pipeline or the path of a folder (``spacy:en_core_web_lg``), or
            ``gliner:`` and the path of a model's folder. Nothing is fetched from the network.

    Returns:
        The model.

    Raises:
        ValueError: The name has neither prefix, the library is not installed, or there is no such model; the message
            says which.
    """
    library, wanted = _parts(name)
    module = importlib.import_module(library)
    try:
        if library == "spacy":
            return _SpacyModel(module.load(wanted))
        return _GlinerModel(module.GLiNER.from_pretrained(wanted, local_files_only=True))
    except OSError as error:
        raise ValueError(f"names model {name!r}: {str(error).splitlines()[0]}") from error


def model_version(name: str) -> str:
    """Name the version of a model without loading it: what it finds hangs on the library and the model's own files.

    Args:
        name: As for :func:`load_model`.

    Returns:
        The version of the library, and the version of the installed pipeline or a digest of the folder's files.

    Raises:
        ValueError: The name has neither prefix, the library is not installed, or there is no such model.
    """
    library, wanted = _parts(name)
    folder = Path(wanted)
    if folder.is_dir():
        digest = hashlib.sha256()
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            with path.open("rb") as content:
                digest.update(hashlib.file_digest(content, "sha256").digest())
        return f"{_installed(library)} {digest.hexdigest()}"
    own = _installed(wanted) if library == "spacy" else None
    if own is None:
        raise ValueError(f"names model {name!r}: there is no installed pipeline and no folder {wanted!r}")
    return f"{_installed(library)} {own}"


def _installed(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return None


def _parts(name: str) -> tuple[str, str]:
    library, _, wanted = name.partition(":")
    if not name.startswith((_SPACY_PREFIX, _GLINER_PREFIX)):
        raise ValueError(f"names model {name!r}: begin it with spacy: or gliner:")
    if importlib.util.find_spec(library) is None:
        raise ValueError(f"names model {name!r}: the package {library} is not installed")
    return library, wanted


def name_by_model(blocks: Sequence[Block], model: NameModel) -> list[Named]:
    """Find and type the names of an article with a model.

    Args:
        blocks: Its kept blocks, in page order.
        model: What ``load_model`` gave.

    Returns:
        The names, by their start; where two overlap, the first.
    """
    named: list[Named] = []
    for number, (block, found) in enumerate(zip(blocks, model.find([block.text for block in blocks]), strict=True)):
        last_end = 0
        for start, end, kind in sorted(found):
            if start >= last_end and end > start:
                named.append(Named(block.start + start, block.start + end, block.text[start:end], kind, -1, number))
                last_end = end
    return named
