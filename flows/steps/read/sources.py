"""Expand what a person names (files, folders, globs, URLs) into a sorted list of files to open.

The list is the same whatever the order of the arguments, and a file named twice is read once. In folders, files and
folders whose names begin with a dot are skipped, links to folders are not followed, and what cannot be read becomes a
reject later, not an error now. A source that does not exist is an error: a person mistyped it.
"""

import errno
import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO, Final, cast
from urllib.parse import unquote, urlsplit

from flows.steps.read.records import Fault, printable

_GLOB_MARKS: Final = frozenset("*?[")


class SourceError(Exception):
    """A source cannot be read at all; the message is one line that says which and what to do."""


class SourceNotFoundError(SourceError):
    """A source does not exist: no such file, no match of a glob, nothing behind a URL."""


SourceNotFound = SourceNotFoundError


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place that a person names, with what is to be read of it and whose pages they are.

    Attributes:
        location: A file, a folder, a glob or a fsspec URL.
        pattern: Which of its files are read: matched against the end of their paths, folder by folder, so ``*.html``
            goes by the name and ``2025/*.html`` by the folder as well; NULL (None) reads all.
        publisher: Publisher of records that name none; NULL (None) where nobody knows.
    """

    location: str
    pattern: str | None = None
    publisher: str | None = None

    def __str__(self) -> str:
        """Return the place as the history of runs names it."""
        return self.location if self.pattern is None else f"{self.location} [{self.pattern}]"

    def takes(self, source: "Source") -> bool:
        """Say whether a file of the place is to be read."""
        if self.pattern is None:
            return True
        return PurePosixPath(source.uri if source.is_local else urlsplit(source.uri).path).match(self.pattern)


@dataclass(frozen=True, slots=True)
class Source:
    """One file to open.

    Attributes:
        uri: Absolute POSIX path of a local file, the URL otherwise; what ``source_uri`` says.
        location: What opens it: a path, or a URL for fsspec.
        is_local: Whether ``location`` is a path.
        fault: Why it cannot be opened, known while listing; NULL (None) where nothing is known against it.
        publisher: Publisher of its records that name none; NULL (None) where nobody knows.
    """

    uri: str
    location: str
    is_local: bool
    fault: Fault | None = None
    publisher: str | None = None

    @property
    def name(self) -> str:
        """The file's name without its folder, lower-cased, as formats are told by it."""
        path = self.location if self.is_local else urlsplit(self.location).path or self.location
        return path.rsplit("/", 1)[-1].lower()

    def open(self) -> BinaryIO:
        """Open it for reading bytes.

        Returns:
            An unbuffered file for paths, fsspec's own for URLs. The caller closes it.

        Raises:
            OSError: If it cannot be opened.
        """
        if self.is_local:
            return cast(BinaryIO, open(self.location, "rb", buffering=0))  # noqa: PTH123 - hot path, caller closes
        import fsspec  # imported where a URL is met: it is not needed for files

        return cast(BinaryIO, fsspec.open(self.location, "rb").open())


def expand_sources(sources: Iterable[str | os.PathLike[str] | Wanted], own_paths: Iterable[str] = ()) -> list[Source]:
    """List the files behind the given sources.

    Args:
        sources: Paths of files and folders, globs (``**`` crosses folders), fsspec URLs of the same, or any of these
            with a pattern and a publisher.
        own_paths: Real paths of files and folders to leave out: a warehouse may stand among its sources, and its own
            files change with every run.

    Returns:
        The files, sorted by ``uri`` in code point order, each once.

    Raises:
        SourceNotFoundError: If a source names nothing that exists.
        SourceError: If the protocol of a URL is unknown or its package is not installed, or its service refuses; if two
            sources name different publishers for one file.
    """
    found: dict[str, Source] = {}
    for source in sources:
        wanted = source if isinstance(source, Wanted) else Wanted(os.fspath(source))
        for item in _expand(wanted.location):
            if wanted.takes(item):
                found[item.uri] = _published_by(wanted.publisher, found.get(item.uri, item))
    own = [(os.path.basename(path), path) for path in own_paths]  # noqa: PTH119 - beside realpath, on plain strings
    return [found[uri] for uri in sorted(found) if not (own and _is_own(found[uri], own))]


def _published_by(publisher: str | None, source: Source) -> Source:
    """Note whose file it is; what it is must not depend on the order in which the sources are named."""
    if publisher is None or publisher == source.publisher:
        return source
    if source.publisher is not None:
        named = " and ".join(repr(printable(name)) for name in sorted((publisher, source.publisher)))
        message = f"{printable(source.uri)!r} belongs to two sources, of {named}; narrow the pattern of one"
        raise SourceError(message)
    return replace(source, publisher=publisher)


def _is_own(source: Source, own: Iterable[tuple[str, str]]) -> bool:
    near = [path for name, path in own if source.is_local and name in source.location]
    if not near:
        return False
    real = os.path.realpath(source.location)
    return any(real == path or real.startswith(path + os.sep) for path in near)


def _expand(source: str) -> Iterator[Source]:
    if "://" in source and not source.startswith("file://") and not Path(source).exists():
        return _expand_url(source)
    if source.startswith("file://"):
        source = unquote(urlsplit(source).path)
    return _expand_path(source)


def _expand_path(source: str) -> Iterator[Source]:
    path = os.path.abspath(Path(source).expanduser())  # noqa: PTH100 - resolve() would follow links
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        if _GLOB_MARKS & set(source) and not os.path.lexists(path):
            yield from _expand_glob(source, path)
            return
        if isinstance(error, OSError) and error.errno not in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}:
            message = f"cannot read {printable(source)!r}: {error.strerror}; check its permissions"
            raise SourceError(message) from error
        message = f"no such file or folder: {printable(source)!r}; check the path"
        raise SourceNotFoundError(message) from error
    yield from _walk(path) if stat.S_ISDIR(mode) else [_local(path, mode)]


def _expand_glob(source: str, pattern: str) -> Iterator[Source]:
    matches = glob.glob(pattern, recursive=True)  # noqa: PTH207 - skips hidden files, takes absolute patterns
    if not matches:
        message = f"no file matches {printable(source)!r}; check the pattern"
        raise SourceNotFoundError(message)
    for path in matches:
        yield from _expand_match(path)


def _expand_match(path: str) -> Iterator[Source]:
    try:
        mode = Path(path).stat().st_mode
    except OSError as error:
        yield _unreadable(path, error)
        return
    yield from _walk(path) if stat.S_ISDIR(mode) else [_local(path, mode)]


def _walk(folder: str) -> Iterator[Source]:
    folders = [folder]
    while folders:
        current = folders.pop()
        try:
            entries = list(os.scandir(current))
        except OSError as error:
            yield _unreadable(current, error)
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.is_file():
                    yield Source(_uri(entry.path), entry.path, is_local=True)
                elif not entry.is_dir():
                    yield _local(entry.path, entry.stat().st_mode)
            except OSError as error:
                yield _unreadable(entry.path, error)


def _local(path: str, mode: int) -> Source:
    if stat.S_ISREG(mode):
        return Source(_uri(path), path, is_local=True)
    return Source(_uri(path), path, is_local=True, fault=Fault(None, "unreadable", "not a regular file"))


def _unreadable(path: str, error: OSError) -> Source:
    return Source(_uri(path), path, is_local=True, fault=unreadable(error))


def unreadable(error: OSError) -> Fault:
    """Say why a file cannot be read, without its path or anything that changes from run to run.

    Args:
        error: What opening or reading it raised.

    Returns:
        The fault of the whole file.
    """
    words = error.strerror if error.errno else None
    return Fault(None, "unreadable", printable(words or "it cannot be read").lower())


def _uri(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _expand_url(source: str) -> Iterator[Source]:
    import fsspec

    protocol = printable(source.split("://", 1)[0])
    try:
        system, path = fsspec.core.url_to_fs(source)
        if system.isdir(path):
            paths = sorted(system.find(path))
        elif _GLOB_MARKS & set(path):
            paths = sorted(match for match in system.glob(path) if not system.isdir(match))
        else:
            paths = [path] if system.exists(path) else []
    except ImportError as error:
        extra = "; install copydesk[s3]" if protocol == "s3" else "; install the package that fsspec names for it"
        message = f"cannot read {protocol}:// sources here{extra}"
        raise SourceError(message) from error
    except FileNotFoundError:
        paths = []
    except (OSError, ValueError) as error:
        message = f"cannot list {printable(source)!r}: {printable(str(error))[:300]}"
        raise SourceError(message) from error
    if not paths:
        message = f"nothing is found at {printable(source)!r}; check the URL"
        raise SourceNotFoundError(message)
    base = path.split("*", 1)[0].rstrip("/")
    for item in paths:
        if not _is_hidden(item.removeprefix(base), explicit=item == path):
            url = str(system.unstrip_protocol(item))
            yield Source(url, url, is_local=False)


def _is_hidden(path: str, *, explicit: bool) -> bool:
    return not explicit and any(part.startswith(".") for part in PurePath(path).parts)
