"""Why a call failed: one class per kind, with the same fields as in every other language."""

import builtins
import os

from ._records import json_of, milliseconds, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._records import ApiError, Quota


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
        errors: "Sequence[ApiError]" = (),
        retry_after: "float | None" = None,
        attempts: int = 0,
        sent: str = "no",
        limit: "str | None" = None,
        quota: "Quota | None" = None,
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
        self.errors: tuple[ApiError, ...] = tuple(errors)
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
            "errors": plain(self.errors),
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


class InvalidArgumentError(Error, ValueError):
    """An invalid argument, option or key. Nothing was sent."""

    code = 1
    name = "invalid_argument"


class UnauthorizedError(Error):
    """401 or 403: the key is missing, wrong, or belongs to another environment."""

    code = 2
    name = "unauthorized"


class NotFoundError(Error):
    """404: no such customer (or endpoint) for this key."""

    code = 3
    name = "not_found"


class RejectedError(Error):
    """400, 409, 422 and every other 4xx: the server understood and refused."""

    code = 4
    name = "rejected"


class RateLimitedError(Error):
    """429 that could not be waited out within the deadline: see retry_after and limit."""

    code = 5
    name = "rate_limited"


class ServerError(Error):
    """5xx, after the retries."""

    code = 6
    name = "server"


class TimeoutError(Error, builtins.TimeoutError):
    """The deadline passed."""

    code = 7
    name = "timeout"


class ConnectionError(Error, builtins.ConnectionError):
    """DNS, connection refused or reset, a failing proxy."""

    code = 8
    name = "connection"


class TlsError(Error):
    """The certificate or the TLS handshake."""

    code = 9
    name = "tls"


class BadResponseError(Error):
    """A 2xx that is not a customer, a redirect, a body over the limit."""

    code = 10
    name = "bad_response"


class CancelledError(Error):
    """The caller cancelled."""

    code = 11
    name = "cancelled"


class IOError(Error, builtins.OSError):
    """A local file: results file, CA file."""

    code = 12
    name = "io"


class FileNotFoundError(IOError, builtins.FileNotFoundError):
    """A local file that does not exist."""


class PermissionError(IOError, builtins.PermissionError):
    """A local file that this user may not read or write."""


class ConnectionRefusedError(ConnectionError, builtins.ConnectionRefusedError):
    """Nothing listens at that address."""


class ConnectionResetError(ConnectionError, builtins.ConnectionResetError):
    """The other side dropped the connection."""


class InternalError(Error):
    """A bug in the library."""

    code = 13
    name = "internal"


class NotEnabledError(Error):
    """In a batch: the server returned the customer, whose sync is not on after EnableSynch."""

    code = 14
    name = "not_enabled"


class NotDisabledError(Error):
    """In a batch: the server returned the customer, whose sync is still on after DisableSynch."""

    code = 17
    name = "not_disabled"


_KINDS: "tuple[type[Error], ...]" = (
    InvalidArgumentError,
    UnauthorizedError,
    NotFoundError,
    RejectedError,
    RateLimitedError,
    ServerError,
    TimeoutError,
    ConnectionError,
    TlsError,
    BadResponseError,
    CancelledError,
    IOError,
    InternalError,
    NotEnabledError,
    NotDisabledError,
)
_BY_NAME = {kind.name: kind for kind in _KINDS}
_OF_THE_SYSTEM: "tuple[type[Error], ...]" = (
    FileNotFoundError,
    PermissionError,
    ConnectionRefusedError,
    ConnectionResetError,
)

for _kind in (Error, *_KINDS, *_OF_THE_SYSTEM):
    _kind.__module__ = "fusebill"


def make(what: "tuple[str, str]", from_system: "tuple[int | None, str | None]", fields: "dict[str, object]") -> Error:
    """Create the exception of this name, or a more specific one if the system's error code has its own class."""
    name, message = what
    os_error, filename = from_system
    kind = _BY_NAME[name]
    errno = None
    if os_error is not None and issubclass(kind, OSError):
        # OSError maps a code to its class and, on Windows, to an errno.
        system = OSError(0, message, None, os_error) if os.name == "nt" else OSError(os_error, message)
        errno = system.errno
        if type(system) is not OSError:
            closer = (of for of in _OF_THE_SYSTEM if issubclass(of, kind) and issubclass(of, type(system)))
            kind = next(closer, kind)
    return _restore(kind, message, fields, errno, filename)
