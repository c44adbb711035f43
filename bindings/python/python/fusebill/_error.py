"""What all exceptions have in common."""

import os
from _collections_abc import Callable, Sequence

from ._lazy import names, typing, values
from ._record import from_plain, json_of, milliseconds


def _names(message: str, customer_id: int) -> bool:
    """Whether a message contains "id 12" or "customer 12". Without `re`: importing it takes longer than a call."""
    words = "".join(c if c.isalnum() else " " for c in message.lower()).split()
    return any(word in ("id", "customer") and number == str(customer_id) for word, number in zip(words, words[1:]))


class Error(Exception):
    """Why a call failed. `str(error)` describes what happened."""

    code: int = 13
    """The number of the kind; the exit status of the command, and the status code in C."""
    name: str = "internal"
    """The name of the kind, for example "not_found"."""

    def __init__(
        self,
        message: str = "",
        *,
        http_status: "int | None" = None,
        error_id: "int | None" = None,
        errors: "Sequence[values.ApiError]" = (),
        retry_after: "float | None" = None,
        attempts: int = 0,
        sent: "names.Sent" = "no",
        limit: "names.Limit | None" = None,
        quota: "values.Quota | None" = None,
        advice: str = "",
        customer_id: "int | None" = None,
        json: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        """What happened, in the server's words if it sent any."""
        self.http_status = http_status
        """The HTTP status of the response, if there was one."""
        self.error_id = error_id
        """The vendor's ErrorId."""
        self.errors: tuple[values.ApiError, ...] = tuple(errors)
        """The vendor's Errors, each with key and value."""
        self.retry_after = retry_after
        """Seconds until a retry can succeed, if known."""
        self.attempts = attempts
        """How many requests were made."""
        self.sent = sent
        """Whether the request reached the server: "no", "yes" or "unknown"."""
        self.limit = limit
        """The limit that caused a 429, if known: "minute" or "day"."""
        self.quota = quota
        """The account's limits as of the response."""
        self.advice = advice
        """What to do about it."""
        self.customer_id = customer_id
        """The customer whose call failed; None if the error is not about one customer."""
        self.json: str = json or self._own_json()
        """The error as JSON, the same bytes as in every other language."""

    def _state(self) -> "dict[str, object]":
        names = (
            "http_status",
            "error_id",
            "errors",
            "retry_after",
            "attempts",
            "sent",
            "limit",
            "quota",
            "advice",
            "customer_id",
            "json",
        )
        return {name: getattr(self, name) for name in names}

    def _system(self) -> "tuple[int | None, str | None]":
        return (self.errno, self.filename) if isinstance(self, OSError) else (None, None)

    def _own_json(self) -> str:
        members = {
            "code": self.code,
            "name": self.name,
            "message": self.message,
            "httpStatus": self.http_status,
            "errorId": self.error_id,
            "errors": [entry.to_dict() for entry in self.errors],
            "retryAfterMs": None if self.retry_after is None else milliseconds(self.retry_after),
            "attempts": self.attempts,
            "sent": self.sent,
            "limit": self.limit,
        }
        return json_of(members)

    def to_json(self) -> str:
        """Return the error as JSON: the same as `json`."""
        return self.json

    def to_dict(self) -> "dict[str, object]":
        """Return the error as a dict that `json.dumps` accepts, with its names in JSON."""
        import json

        members: dict[str, object] = json.loads(self.json)
        return members

    def __str__(self) -> str:
        if self.customer_id is None or _names(self.message, self.customer_id):
            return self.message
        return f"{self.message} (customer {self.customer_id})"

    def __repr__(self) -> str:
        about = "".join(
            f", {name}={value!r}"
            for name in ("customer_id", "http_status", "sent")
            if (value := getattr(self, name)) is not None
        )
        return f"{type(self).__name__}({self.message!r}{about})"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Error)
            and type(self) is type(other)
            and self.message == other.message
            and self._state() == other._state()
            and self._system() == other._system()
        )

    def __hash__(self) -> int:
        return hash((type(self), self.message, self.customer_id))

    def __reduce__(self) -> "tuple[Callable[..., Error], tuple[object, ...], dict[str, object]]":
        state = self._state()
        # Notes, and attributes that the program has added.
        more = {name: value for name, value in vars(self).items() if name not in state and name != "message"}
        return _restore, (type(self), self.message, state, *self._system()), more


def _restore(
    kind: "type[Error]", message: str, state: "dict[str, object]", errno: "int | None", filename: "str | None"
) -> Error:
    # The constructor of a program's own subclass may differ.
    error: Error = kind.__new__(kind, message)
    Error.__init__(error, message, **state)  # type: ignore[arg-type]
    if isinstance(error, OSError):
        error.errno, error.strerror, error.filename = errno, message, filename
    return error


def make_error(
    what: "tuple[str, str]", from_system: "tuple[int | None, str | None]", fields: "dict[str, typing.Any]"
) -> Error:
    """Create the exception of this name, or a more specific one if the system's error code has its own class."""
    from .generated.errors import BY_NAME, OF_THE_SYSTEM

    name, message = what
    os_error, filename = from_system
    kind = BY_NAME[name]
    errno = None
    if os_error is not None and issubclass(kind, OSError):
        # OSError maps a code to its class and, on Windows, to an errno.
        system = OSError(0, message, None, os_error) if os.name == "nt" else OSError(os_error, message)
        errno = system.errno
        if type(system) is not OSError:
            closer = (of for of in OF_THE_SYSTEM if issubclass(of, kind) and issubclass(of, type(system)))
            kind = next(closer, kind)
    return _restore(kind, message, fields, errno, filename)


def error_from_dict(members: "typing.Any") -> Error:
    """Create an exception from its JSON."""
    from .generated.errors import BY_NAME

    def of(json: str, kind: str, otherwise: object) -> "typing.Any":
        return from_plain(members[json], kind) if members.get(json) is not None else otherwise

    fields = {
        "http_status": of("httpStatus", "int", None),
        "error_id": of("errorId", "long", None),
        "errors": of("errors", "ApiErrors", ()),
        "retry_after": of("retryAfterMs", "milliseconds", None),
        "attempts": of("attempts", "int", 0),
        "sent": of("sent", "text", "no"),
        "limit": of("limit", "text", None),
    }
    kind = BY_NAME.get(of("name", "text", ""), Error)
    return _restore(kind, of("message", "text", ""), {**fields, "json": json_of(members)}, None, None)
