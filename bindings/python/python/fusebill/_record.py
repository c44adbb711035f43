"""What all values have in common."""

from ._lazy import typing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import Self


def create(kind: "type[typing.Any]", fields: "tuple[object, ...]") -> object:
    """Create a value; called by the native half."""
    return kind(*fields)


def json_of(value: object) -> str:
    """Write JSON as the core does: without spaces, and without escaping more than necessary."""
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def milliseconds(seconds: float) -> int:
    """Whole milliseconds, as the core counts them; a float may be slightly less than the intended value."""
    return int(seconds * 1000 + 1e-6)


class Record:
    """An immutable value."""

    __slots__: "tuple[str, ...]" = ()
    _hidden: "tuple[str, ...]" = ()
    """What `repr` leaves out: personal data."""

    _members: "tuple[tuple[str, str, str], ...]" = ()
    """The attributes in the order of the arguments, each with its name in JSON and what it is."""

    def _set(self, *values: object) -> None:
        for (name, _, _), value in zip(self._members, values):
            object.__setattr__(self, name, value)

    def _values(self) -> "tuple[object, ...]":
        return tuple(getattr(self, name) for name, _, _ in self._members)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __reduce__(self) -> "tuple[object, ...]":
        return type(self), self._values()

    def __repr__(self) -> str:
        shown = (name for name, _, _ in self._members if name not in self._hidden)
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def to_dict(self) -> "dict[str, typing.Any]":
        """Return the value as a dict that `json.dumps` accepts, with the JSON names used in every language."""
        return {json: _plain(getattr(self, name), kind) for name, json, kind in self._members}

    def to_json(self) -> str:
        """Return the value as JSON: `to_dict`, serialized."""
        return json_of(self.to_dict())

    @classmethod
    def from_json(cls, text: "str | bytes") -> "Self":
        """Create a value from its JSON, as `to_json` returns it; raises ValueError for any other text.

        It has what is in the JSON: times in whole milliseconds, errors without advice, quota and customer.
        """
        import json

        return cls._from_dict(json.loads(text))

    @classmethod
    def _from_dict(cls, members: object) -> "Self":
        from . import InvalidArgumentError

        problem = f"this is not the JSON of a {cls.__name__}"
        if not isinstance(members, dict) or not any(json in members for _, json, _ in cls._members):
            raise InvalidArgumentError(problem)
        values = {}
        for name, json, kind in cls._members:
            if json in members:
                try:
                    values[name] = from_plain(members[json], kind)
                except ValueError as error:
                    raise InvalidArgumentError(f"{problem}: {json}: {error}") from None
        try:
            return cls(**values)
        except TypeError as error:
            raise InvalidArgumentError(f"{problem}: {error}") from None


def _plain(value: object, kind: str) -> object:
    """Convert a value to what JSON can represent."""
    kind = kind.rstrip("?")
    if value is None:
        return None
    if kind == "milliseconds":
        return milliseconds(value)  # type: ignore[arg-type]
    if kind == "time":
        return value.isoformat().replace("+00:00", "Z")  # type: ignore[attr-defined]
    if isinstance(value, (list, tuple)):
        return [_plain(element, "") for element in value]
    return value.to_dict() if hasattr(value, "to_dict") else value


# What JSON must have for a kind of value; a text for all others that are not objects.
_TYPES: "dict[str, type]" = {
    "int": int,
    "long": int,
    "milliseconds": int,
    "flag": bool,
    "counts": dict,
    "Error": dict,
    "ApiErrors": list,
    "SalesTrackingCodes": list,
    "text": str,
    "time": str,
    "Sent": str,
    "Limit": str,
}


def from_plain(value: "typing.Any", kind: str) -> object:
    """Convert a value from JSON; raises TypeError or ValueError if it is of another kind."""
    if value is None and kind.endswith("?"):
        return None
    kind = kind.rstrip("?")
    needed = _TYPES.get(kind, dict)
    given: object = value
    if not isinstance(given, needed) or (isinstance(given, bool) and needed is not bool):
        raise ValueError(f"{json_of(value)} is not of the right type")
    if kind == "milliseconds":
        return value / 1000
    if kind == "time":
        from datetime import datetime

        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    if kind == "counts":
        return {name: from_plain(count, "long") for name, count in value.items()}
    if kind not in _TYPES or needed in (dict, list):
        return _from_object(value, kind)
    return value


def _from_object(value: "typing.Any", kind: str) -> object:
    from ._error import error_from_dict
    from .generated import customer, values

    if kind == "Error":
        return error_from_dict(value)
    if kind == "ApiErrors":
        return tuple(values.ApiError._from_dict(each) for each in value)
    if kind == "SalesTrackingCodes":
        return tuple(customer.SalesTrackingCode._from_dict(each) for each in value)
    shape: type[Record] = getattr(values, kind, None) or getattr(customer, kind)
    return shape._from_dict(value)


class Counts(dict):  # type: ignore[type-arg]
    """Counts by name: a dict that cannot be changed."""

    def _refuse(self, *_: object, **__: object) -> "typing.NoReturn":
        raise TypeError("the counts of a summary are immutable")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> "tuple[object, ...]":
        return type(self), (dict(self),)
