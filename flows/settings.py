"""Settings of a run: frozen, checked, and readable from a file, the environment and flags.

Later sources win: defaults, then a TOML file (``copydesk.toml`` in the working directory, or the one named with
``--config`` or ``COPYDESK_CONFIG``), then ``COPYDESK_*`` variables, then command line flags. A key nobody knows is
an error in each of them, because a misspelled setting that is silently ignored is worse than none.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError

ENV_PREFIX: Final = "COPYDESK_"
CONFIG_FILE: Final = "copydesk.toml"
CONFIG_VARIABLE: Final = "COPYDESK_CONFIG"
_TAKEN_NAMES: Final = frozenset(
    {
        "raw",
        "core",
        "ops",
        "marts",
        "staging",
        "reference",
        "main",
        "temp",
        "system",
        "information_schema",
        "pg_catalog",
    }
)
DEFAULT_WAREHOUSE: Final = Path("warehouse/data/copydesk.duckdb")

_RESERVED_VARIABLES: Final = frozenset({CONFIG_VARIABLE})
"""Variables with our prefix that are no settings."""
_RESERVED_PREFIXES: Final = ("COPYDESK_STAGE", "COPYDESK_DBT_", "COPYDESK_TEST_")
"""What the warehouse sets for the dbt profile, and what test suites use."""

KIB: Final = 1024
MIB: Final = 1024 * KIB


class SettingsError(ValueError):
    """A setting that cannot be used; its text is one line saying which, where from and what to do."""


class SourceTable(BaseModel):
    """A source with what a plain path cannot say: which of its files are read, and whose pages they are."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="Source")

    path: str = Field(min_length=1, description="File, folder, glob or fsspec URL to read.")
    pattern: str | None = Field(
        default=None,
        min_length=1,
        description="Which of its files: *.html goes by the name, 2025/*.html by the folder too; none reads all.",
    )
    publisher: str | None = Field(
        default=None, min_length=1, description="Publisher of its records that name none; none means unknown."
    )

    @field_validator("pattern")
    @classmethod
    def _is_relative(cls, value: str | None) -> str | None:
        if value is not None and (value.startswith("/") or not value.strip("./")):
            raise ValueError("must be the end of a path, such as *.html or 2025/*.html")
        return value

    def __str__(self) -> str:
        """Return the source as the history of runs shows it."""
        return self.path if self.pattern is None else f"{self.path} [{self.pattern}]"


class Settings(BaseSettings):
    """What a run reads, where it writes and how much it may use; the same for the command and the flow.

    Instances are frozen and hashable. ``Settings()`` alone reads the environment but no file: use ``load``.
    """

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="forbid", validate_default=True)

    sources: tuple[str | SourceTable, ...] = Field(
        default=(),
        description="Files, folders, globs or fsspec URLs to read, or tables of path, pattern and publisher; "
        "empty means the sample pages.",
    )
    warehouse: Path = Field(default=DEFAULT_WAREHOUSE, description="The published DuckDB file.")
    batch_size: int = Field(default=10_000, ge=1, le=1_000_000, description="Most records in a batch.")
    batch_bytes: int = Field(
        default=32 * MIB, ge=KIB, description="Most bytes of page content in a batch; one larger page is a batch."
    )
    max_document_bytes: int = Field(
        default=32 * MIB, ge=1, description="Largest page in bytes; a larger one is rejected as too_large."
    )
    fields: tuple[Literal["damage", "dates", "figures", "mentions"], ...] = Field(
        default=("damage", "dates", "figures", "mentions"),
        description="Fields to extract besides headline, captions, bylines, dates of publication and quotes.",
    )
    names_model: str | None = Field(
        default=None,
        pattern=r"^(spacy|gliner):.+$",
        description="Trained model that finds names in place of the rules: spacy:PIPELINE or gliner:FOLDER, installed; "
        "unset means the rules.",
    )
    storylines: bool = Field(default=True, description="Tell which articles are about one developing event.")
    workers: int = Field(default=2, ge=1, le=64, description="Batches parsed at the same time.")
    keep_published: int = Field(
        default=3, ge=0, le=1_000, description="Earlier published files kept for `copydesk rollback`."
    )
    lock_wait_seconds: float = Field(
        default=60.0, ge=0, le=86_400, description="How long to wait for another run to end, in seconds."
    )
    reparse: Literal["at_once", "by_backfill"] = Field(
        default="at_once",
        description="When a new parser version parses stored pages again: in the next run, or in backfills only.",
    )
    keep_history_days: int = Field(
        default=400, ge=1, le=100_000, description="Days of steps, checks and sources the nightly run keeps."
    )
    docs: bool = Field(default=True, description="Write the checks as HTML (Great Expectations Data Docs).")
    keep_docs: int = Field(default=30, ge=1, le=10_000, description="Runs whose Data Docs are kept.")
    docs_url: str | None = Field(
        default=None,
        min_length=1,
        pattern=r"^https?://[^\s()<>\[\]]+$",
        description="Address under which the docs folder is served; unset means links to the files themselves.",
    )
    publisher: str | None = Field(
        default=None, min_length=1, description="Publisher of records whose source names none; unset means unknown."
    )

    @field_validator("sources", "warehouse", "publisher", "names_model")
    @classmethod
    def _is_text(cls, value: Any) -> Any:
        values = value if isinstance(value, tuple) else (value,)
        tables = [one for one in values if isinstance(one, SourceTable)]
        texts = [one for one in values if not isinstance(one, SourceTable)]
        for text in [*texts, *(part for one in tables for part in (one.path, one.pattern, one.publisher))]:
            if text is not None and not _is_storable(str(text)):
                raise ValueError("must be valid UTF-8 without NUL; rename the file")
        return value

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if any(not str(source).strip() for source in self.sources):
            raise ValueError("sources must not be blank")
        if self.warehouse.name in {"", ".", ".."}:
            raise ValueError("warehouse must name a file")
        if self.warehouse.stem.lower() in _TAKEN_NAMES:
            # DuckDB names an open file after its stem and could not tell it from the schema.
            raise ValueError(f"warehouse must not be named after a schema ({self.warehouse.stem}); choose another name")
        return self


def _is_storable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def load(
    config: Path | None = None,
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Merge file, environment and flags into settings.

    Args:
        config: The TOML file; NULL takes ``COPYDESK_CONFIG``, else ``copydesk.toml`` where it exists.
        flags: Values from the command line by field name; those that are None are left out.
        environ: The environment to look for misspelled variables in; NULL means the process's own. Values are
            always read from the process's environment.

    Returns:
        The checked settings.

    Raises:
        SettingsError: A file that cannot be read, a key nobody knows, or a value out of bounds.
    """
    environment = os.environ if environ is None else environ
    path = _config_path(config, environment)
    from_file = _read_toml(path) if path is not None else {}
    _refuse_unknown_variables(environment)
    try:
        from_environment = {
            key: value for key, value in EnvSettingsSource(Settings)().items() if key in Settings.model_fields
        }
    except SourceError as error:
        raise SettingsError(f"environment: {_one_line(error)}; lists are written as JSON") from error
    from_flags = {key: value for key, value in (flags or {}).items() if value is not None}
    merged = from_file | from_environment | from_flags
    try:
        return Settings(**merged)
    except ValidationError as error:
        raise SettingsError(_explain(error, path, from_file, from_environment, from_flags)) from error


def _config_path(config: Path | None, environ: Mapping[str, str]) -> Path | None:
    if config is not None:
        return config
    named = environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    default = Path(CONFIG_FILE)
    return default if default.is_file() else None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot read the settings ({error.strerror}); check --config") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 at byte {error.start}; save the settings as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: no valid TOML ({_one_line(error)}); correct the file") from error


def _refuse_unknown_variables(environ: Mapping[str, str]) -> None:
    known = {f"{ENV_PREFIX}{name}".upper() for name in Settings.model_fields} | _RESERVED_VARIABLES
    unknown = sorted(
        name
        for name in environ
        if name.upper().startswith(ENV_PREFIX) and name.upper() not in known
        if not name.upper().startswith(_RESERVED_PREFIXES)
    )
    if unknown:
        raise SettingsError(f"environment: {unknown[0]} is no setting; known are {', '.join(sorted(known))}")


def _explain(
    error: ValidationError,
    path: Path | None,
    from_file: Mapping[str, Any],
    from_environment: Mapping[str, Any],
    from_flags: Mapping[str, Any],
) -> str:
    errors = error.errors()
    # A source is a text or a table; of the two complaints about one, the table's says which of its keys is wrong.
    first = next(
        (one for one in errors if SourceTable.__name__ in one["loc"] and one["type"] != "model_type"), errors[0]
    )
    name = str(first["loc"][0]) if first["loc"] else "settings"
    if name in from_flags:
        where = f"--{name.replace('_', '-')}"
    elif name in from_environment:
        where = f"{ENV_PREFIX}{name.upper()}"
    elif name in from_file:
        where = f"{path}: {name}"
    else:
        where = name
    if name == "sources" and len(first["loc"]) > 1:
        return _explain_source(where, first)
    if first["type"] == "extra_forbidden":
        return f"{where} is no setting; known are {', '.join(sorted(Settings.model_fields))}"
    return f"{where}: {_one_line(first['msg']).removeprefix('Value error, ')}"


def _explain_source(where: str, error: Any) -> str:
    """Say which source is wrong, by its number from 1, and which key of its table."""
    number, *inner = error["loc"][1:]
    where = f"{where}: source {number + 1}" if isinstance(number, int) else where
    if SourceTable.__name__ not in inner or error["type"] == "model_type":
        return f"{where}: must be a path or a table with path, pattern and publisher"
    key = str(inner[-1])
    if error["type"] == "extra_forbidden":
        return f"{where}: {key} is no key of a source; known are {', '.join(SourceTable.model_fields)}"
    if error["type"] == "missing":
        return f"{where}: {key} is missing"
    return f"{where}: {key}: {_one_line(error['msg']).removeprefix('Value error, ')}"


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
