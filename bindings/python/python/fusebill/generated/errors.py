"""The exceptions: one class for each kind, and for some of the system's own.

Written by scripts/generate from the description in crates/core; change it there.
"""

import builtins

from .._error import Error


class InvalidArgumentError(Error, ValueError):
    """An invalid argument, option or key, or an `http://localhost` that resolves to another machine.

    Nothing was sent.
    """

    code = 1
    name = "invalid_argument"


class UnauthorizedError(Error):
    """401 or 403: the key is missing or wrong, or belongs to another environment."""

    code = 2
    name = "unauthorized"


class NotFoundError(Error):
    """404 with the vendor's error body: no such customer for this key."""

    code = 3
    name = "not_found"


class RejectedError(Error):
    """400, 409, 422 and every other 4xx: the server rejected the request.

    A 409 may mean that the sync is enabled already (for DisableSynch, disabled already).
    """

    code = 4
    name = "rejected"


class RateLimitedError(Error):
    """429, and the limit does not reset within the deadline."""

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
    """No connection.

    DNS failure, connection refused or reset, proxy failure, TLS that breaks with a server with which it has worked
    before.
    """

    code = 8
    name = "connection"


class TlsError(Error):
    """No secure connection.

    An invalid certificate, a version of TLS that is not supported, or a handshake that fails with a server with which
    none has succeeded.
    """

    code = 9
    name = "tls"


class BadResponseError(Error):
    """A response that is not the API's.

    A 2xx without the customer, a 2xx with an error in any of the usual forms (`Errors`, `error`, `success: false`,
    problem details), a redirect, a 404 without the vendor's error body, a status outside 100 to 599, a body over 1
    MiB (16 MiB for a list), a list that does not end, malformed HTTP.
    """

    code = 10
    name = "bad_response"


class CancelledError(Error):
    """The caller cancelled."""

    code = 11
    name = "cancelled"


class IOError(Error, builtins.OSError):
    """A local file could not be read or written: a results file, a list of ids, a file of certificates."""

    code = 12
    name = "io"


class InternalError(Error):
    """A bug in this library."""

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


class FileNotFoundError(IOError, builtins.FileNotFoundError):
    """A local file that does not exist."""


class PermissionError(IOError, builtins.PermissionError):
    """A local file that this user may not read or write."""


class ConnectionRefusedError(ConnectionError, builtins.ConnectionRefusedError):
    """Nothing listens at that address."""


class ConnectionResetError(ConnectionError, builtins.ConnectionResetError):
    """The other side dropped the connection."""


__all__ = [
    "BadResponseError",
    "CancelledError",
    "InternalError",
    "InvalidArgumentError",
    "NotDisabledError",
    "NotEnabledError",
    "NotFoundError",
    "RateLimitedError",
    "RejectedError",
    "ServerError",
    "TlsError",
    "UnauthorizedError",
]


BY_NAME: "dict[str, type[Error]]" = {
    "invalid_argument": InvalidArgumentError,
    "unauthorized": UnauthorizedError,
    "not_found": NotFoundError,
    "rejected": RejectedError,
    "rate_limited": RateLimitedError,
    "server": ServerError,
    "timeout": TimeoutError,
    "connection": ConnectionError,
    "tls": TlsError,
    "bad_response": BadResponseError,
    "cancelled": CancelledError,
    "io": IOError,
    "internal": InternalError,
    "not_enabled": NotEnabledError,
    "not_disabled": NotDisabledError,
}
OF_THE_SYSTEM: "tuple[type[Error], ...]" = (
    FileNotFoundError,
    PermissionError,
    ConnectionRefusedError,
    ConnectionResetError,
)

# A traceback shows the name that a program uses.
for _kind in (Error, *BY_NAME.values(), *OF_THE_SYSTEM):
    _kind.__module__ = "fusebill"
