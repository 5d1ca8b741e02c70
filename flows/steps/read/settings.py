"""How sources are read: the limits of memory and what is tried when bytes do not say their encoding."""

from pydantic import BaseModel, ConfigDict, Field, field_validator


class ReadSettings(BaseModel):
    """The frozen parameters of reading; unknown keys are refused.

    Batch sizes bound memory and change nothing else: the rows are the same whatever they are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch_size: int = Field(default=10_000, ge=1, description="Records in a batch, at most.")
    batch_bytes: int = Field(default=64_000_000, ge=1, description="Bytes of documents after which a batch is closed.")
    max_document_bytes: int = Field(
        default=20_000_000, ge=1, description="Bytes of the largest page or record; larger ones are rejected."
    )
    own_paths: tuple[str, ...] = Field(
        default=(),
        description="Real paths never read with the folder they stand in: the warehouse and what belongs to it.",
    )
    encoding_fallbacks: tuple[str, ...] = Field(
        default=("cp1252",),
        description="Codecs tried, in order, when neither declaration, UTF-8 nor detection gives a text.",
    )

    @field_validator("encoding_fallbacks")
    @classmethod
    def _are_text_codecs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            try:
                b"a".decode(name, "ignore")
            except LookupError as error:
                message = f"{name!r} is not a text encoding that Python knows"
                raise ValueError(message) from error
        return value
