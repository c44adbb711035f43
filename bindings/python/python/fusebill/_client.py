"""The client."""

import os
from _collections_abc import Iterable

from . import _fusebill
from ._batch import Batch
from ._cancel import CancelToken, native
from ._customer import Customers
from ._lazy import datetime, typing
from .generated.calls import Calls
from .generated.values import CheckStage, Quota


class Client(Calls):
    """A client of the API with one key. Any number of threads may share it.

    >>> with Sandbox() as sandbox:
    ...     Client(sandbox.key, base_url=sandbox.url).enable_synch(172677).is_synch_enabled
    True
    """

    def _open(self, api_key: "str | None", options: "dict[str, typing.Any]") -> None:
        # Every response may need these. Loaded later, they could fail, when the process can open no more files; and a
        # fork could leave them half loaded.
        import datetime  # noqa: F401
        import decimal  # noqa: F401
        import json  # noqa: F401

        self._client = _fusebill.Client(api_key, options)
        # For a pickle, without secrets.
        self._options = {name: value for name, value in options.items() if name != "proxy"}

    def _call(
        self,
        operation: str,
        cancel: "CancelToken | None",
        customer_id: "int | None",
        salesforce_id: "str | None" = None,
        force: bool = False,
    ) -> "typing.Any":
        return self._client.call(operation, customer_id, salesforce_id, force, native(cancel))

    def _list(self, cancel: "CancelToken | None", options: "dict[str, typing.Any]") -> Customers:
        return Customers(self._client.list_customers(options, native(cancel)))

    def _batch(
        self, operation: str, ids: "Iterable[typing.Any]", progress: bool, options: "dict[str, typing.Any]"
    ) -> Batch:
        return Batch(self._client.batch(operation, ids, options, progress))

    def check(
        self, *, results_file: "str | os.PathLike[str] | None" = None, cancel: "CancelToken | None" = None
    ) -> "list[CheckStage]":
        """Check everything a call needs, step by step, with one read-only request, for example when a program starts.

        - results_file: to check that a batch could write it.
        - cancel: a CancelToken that ends it within 0.2 s.

        Returns the stages up to the last one reached: configuration, key, dns, tcp, proxy, tls, api, clock, quota,
        results. A failed stage does not raise; its `error` says why.
        """
        return self._client.check(results_file, native(cancel))

    def with_options(
        self,
        *,
        timeout: "float | datetime.timedelta | None" = None,
        connect_timeout: "float | datetime.timedelta | None" = None,
        max_attempts: "int | None" = None,
    ) -> "Client":
        """Return a client with other deadlines or attempts, which shares this one's key, connections and limits.

        - timeout, connect_timeout, max_attempts: as for Client; None to leave it as it is.

        cancel() and close() of one do not end the calls of the other.
        """
        given = {"timeout": timeout, "connect_timeout": connect_timeout, "max_attempts": max_attempts}
        made = type(self).__new__(type(self))
        made.__dict__.update(self.__dict__)
        made._client = self._client.with_options(given)
        made._options = {**self._options, **{name: value for name, value in given.items() if value is not None}}
        return made

    def cancel(self) -> None:
        """End every call and batch in flight on this client, as CancelledError, within 0.2 s. Later ones work."""
        self._client.cancel()

    def close(self) -> None:
        """Close the connections and wipe the key.

        Calls in flight are not affected; later ones raise InvalidArgumentError.
        """
        self._client.close()

    @property
    def quota(self) -> Quota:
        """The account's limits as reported by the last response."""
        return self._client.quota()

    @property
    def host(self) -> str:
        """The host that is called, with its port if that is not the default one."""
        host = self._client.host()
        if host is None:
            from . import InvalidArgumentError

            raise InvalidArgumentError("the client is closed")
        return host

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        host = self._client.host()
        return "<fusebill.Client, closed>" if host is None else f"<fusebill.Client of {host}>"

    def __reduce__(self) -> "tuple[object, ...]":
        # What a subclass has added comes along.
        more = {name: value for name, value in vars(self).items() if name not in ("_client", "_options")}
        return _with_options, (type(self), self._options), more


def _with_options(kind: "type[Client]", options: "dict[str, typing.Any]") -> Client:
    return kind(**options)
