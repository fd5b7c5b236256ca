"""One attribute of a pool's schema, read from the AWS shape that the pool keeps."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class SchemaAttribute:
    """Name, type and limits of an attribute; lengths in characters, values as Cognito sends them (strings)."""

    name: str
    data_type: str
    mutable: bool
    required: bool
    developer_only: bool
    min_length: int | None = None
    max_length: int | None = None
    min_value: int | None = None
    max_value: int | None = None

    @classmethod
    def from_shape(cls, shape: dict[str, Any]) -> Self:
        """Read AWS's SchemaAttributeType."""
        text = shape.get("StringAttributeConstraints") or {}
        number = shape.get("NumberAttributeConstraints") or {}
        return cls(
            name=shape["Name"],
            data_type=shape.get("AttributeDataType", "String"),
            mutable=shape.get("Mutable", True),
            required=shape.get("Required", False),
            developer_only=shape.get("DeveloperOnlyAttribute", False),
            min_length=_number(text.get("MinLength")),
            max_length=_number(text.get("MaxLength")),
            min_value=_number(number.get("MinValue")),
            max_value=_number(number.get("MaxValue")),
        )

    @property
    def is_custom(self) -> bool:
        return self.name.startswith(("custom:", "dev:"))


def _number(text: str | None) -> int | None:
    return None if text in (None, "") else int(str(text))
