"""Why a call failed: one class a kind, with the fields of the error in every other language."""

import builtins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._records import ApiError, Quota


class Error(Exception):
    """Why a call failed. `str(error)` is what happened, in words for a person."""

    code: int = 13
    """The number of the kind, 1 to 13; the exit status of the command, and the status code in C."""
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
        json: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        """What happened: the server's words where it gave any."""
        self.http_status = http_status
        """The status of the answer, when there was one."""
        self.error_id = error_id
        """The vendor's ErrorId."""
        self.errors = tuple(errors)
        """The vendor's Errors, each with key and value."""
        self.retry_after = retry_after
        """Seconds until another try can succeed, when that is known."""
        self.attempts = attempts
        """How many requests were made."""
        self.sent = sent
        """"no": the request never left. "yes": the server answered. "unknown": it may have been acted on."""
        self.limit = limit
        """"minute" or "day": which limit a 429 was about."""
        self.quota = quota
        """The account's limits as of the response."""
        self.json = json
        """The error as JSON, the same bytes as in every other language."""

    def __str__(self) -> str:
        return self.message


class InvalidArgumentError(Error, ValueError):
    """An argument, option or key that cannot be right. Nothing was sent."""

    code = 1
    name = "invalid_argument"


class UnauthorizedError(Error):
    """401 or 403: the key is missing, wrong, or of another environment."""

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


class InternalError(Error):
    """A bug of the library."""

    code = 13
    name = "internal"


BY_NAME: dict[str, type[Error]] = {
    kind.name: kind
    for kind in (
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
    )
}

for _kind in (Error, *BY_NAME.values()):
    _kind.__module__ = "fusebill"
