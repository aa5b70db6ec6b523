"""What the generated types have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

_HIDDEN = frozenset({"secret"})

M = TypeVar("M", bound="Model")


class Model:
    """
    A result. Its members are attributes: times are `datetime`, objects are models, and a member that a newer
    Latchkey adds is there, too. `to_dict()` gives the JSON. `repr` doesn't show secrets.
    """

    __slots__ = ("_json",)
    _json: Mapping[str, Any]
    _models: ClassVar[Mapping[str, type[Model]]] = {}
    _times: ClassVar[frozenset[str]] = frozenset()
    _optional: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, json: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_json", json)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._json:
            if name in self._optional:
                return None
            raise AttributeError(f"{type(self).__name__} has no {name}: Latchkey didn't send it")
        value = self._json[name]
        if name in self._models:
            return modelled(value, self._models[name])
        if name in self._times and isinstance(value, str):
            return read_time(value)
        return value

    def to_dict(self) -> dict[str, Any]:
        """The JSON, as Latchkey sent it. It has the secret, if there is one."""
        return dict(self._json)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} can't be changed")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._json})

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, Model) and self._json == other._json

    __hash__ = None  # type: ignore[assignment]  # the JSON has lists

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._json,)

    def __repr__(self) -> str:
        members = (f"{name}={_shown(name, value)}" for name, value in self._json.items())
        return f"{type(self).__name__}({', '.join(members)})"


def _shown(name: str, value: Any) -> str:
    return "'***'" if name in _HIDDEN and value is not None else repr(value)


def modelled(value: Any, model: type[Model]) -> Any:
    """JSON as models: an object as one, an array as a list of them."""
    if isinstance(value, Mapping):
        return model(value)
    if isinstance(value, list):
        return [modelled(item, model) for item in value]
    return value


def read_time(text: str) -> datetime:
    """A time as Latchkey writes it: RFC 3339 in UTC."""
    return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
