"""Cancel tokens."""

from . import _fusebill


class CancelToken:
    """Cancels the calls it was passed to, from any thread, within 0.2 s.

    >>> token = CancelToken()
    >>> token.cancel()
    >>> token.is_cancelled
    True
    """

    __slots__ = ("__weakref__", "_token")

    def __init__(self) -> None:
        self._token = _fusebill.CancelToken()

    def cancel(self) -> None:
        """End every call that uses this token, now or later."""
        self._token.cancel()

    @property
    def is_cancelled(self) -> bool:
        """Whether the token is cancelled."""
        return self._token.is_cancelled()


def native(token: "CancelToken | None") -> "_fusebill.CancelToken | None":
    """Return the token for the native half."""
    if token is None:
        return None
    if not isinstance(token, CancelToken):
        raise TypeError(f"cancel must be a CancelToken or None, not {type(token).__name__}")
    return token._token
