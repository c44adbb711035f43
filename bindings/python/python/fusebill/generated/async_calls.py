"""The same for asyncio.

Written by scripts/generate from the description in crates/core; change it there.
"""

import os
from _collections_abc import AsyncIterable, Iterable

from .._customer import Accepted, Customer
from .._lazy import aio, datetime, names, typing


class AsyncCalls:
    """What AsyncClient can do. Cancelling a task ends its call."""

    def _open(self, api_key: "str | None", concurrency: "int", options: "dict[str, typing.Any]") -> "None":
        raise NotImplementedError

    async def _call(
        self,
        operation: "names.Operation",
        customer_id: "int | None",
        salesforce_id: "str | None" = None,
        force: "bool" = False,
    ) -> "typing.Any":
        raise NotImplementedError

    def _list(self, options: "dict[str, typing.Any]") -> "aio.AsyncCustomers":
        raise NotImplementedError

    def _batch(
        self,
        operation: "names.Operation",
        ids: "Iterable[typing.Any] | AsyncIterable[typing.Any]",
        progress: "bool",
        options: "dict[str, typing.Any]",
    ) -> "aio.AsyncBatch":
        raise NotImplementedError

    def __init__(
        self,
        api_key: "str | None" = None,
        *,
        concurrency: "int" = 64,
        base_url: "str | None" = None,
        timeout: "float | datetime.timedelta | None" = None,
        connect_timeout: "float | datetime.timedelta | None" = None,
        max_attempts: "int | None" = None,
        proxy: "str | None" = None,
        ca_file: "str | os.PathLike[str] | None" = None,
        user_agent: "str | None" = None,
    ) -> "None":
        """Create a client.

        - api_key: as the vendor shows it, with or without a leading "Basic "; None for the environment variable
          FUSEBILL_API_KEY.
        - concurrency: how many calls an event loop has in flight at once, 1 to 10,000; others wait for their turn,
          which counts against the timeout.
        - base_url: the base URL of the API; https only, except for loopback. Default: FUSEBILL_BASE_URL, else
          https://secure.fusebill.com.
        - timeout: seconds, or a timedelta: the deadline of a whole call, including retries and waits. 0.001 to 3,600;
          default 30.
        - connect_timeout: seconds, or a timedelta: the deadline for connecting: DNS, TCP, proxy and TLS. 0.001 to
          3,600; default 10.
        - max_attempts: maximum number of requests per call; 1 turns off retries. 1 to 100; default 3.
        - proxy: a CONNECT proxy, http://[user:password@]host:port. Default: HTTPS_PROXY or ALL_PROXY, and NO_PROXY;
          "" for none.
        - ca_file: a PEM file of certificates to trust in addition to the system's, for a private CA.
        - user_agent: name and version of your program, placed before libfusebill/VERSION in the User-Agent header.

        Raises InvalidArgumentError for an invalid argument, IOError for an unreadable ca_file. Does not connect yet.
        A forked child may use its parent's client and opens its own connections. A pickled client has no key and no
        proxy: it reads both from the environment where it is unpickled.
        """
        self._open(
            api_key,
            concurrency,
            {
                "base_url": base_url,
                "timeout": timeout,
                "connect_timeout": connect_timeout,
                "max_attempts": max_attempts,
                "proxy": proxy,
                "ca_file": ca_file,
                "user_agent": user_agent,
            },
        )

    async def enable_synch(self, customer_id: "int") -> "Customer":
        """Turn on Salesforce sync for a customer; see fusebill.Client.enable_synch.

        In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
        Salesforce may create one: a duplicate, if there is one already, so Latch first.
        """
        made: Customer = await self._call("EnableSynch", customer_id)
        return made

    async def disable_synch(self, customer_id: "int") -> "Customer":
        """Turn off Salesforce sync for a customer; see fusebill.Client.disable_synch.

        In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
        deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
        """
        made: Customer = await self._call("DisableSynch", customer_id)
        return made

    async def resynch(self, customer_id: "int | None" = None, *, salesforce_id: "str | None" = None) -> "Accepted":
        """Send a customer to Salesforce again; see fusebill.Client.resynch.

        In Salesforce: the customer's data is sent there again. What this does for a customer without an account is
        not documented.
        """
        made: Accepted = await self._call("Resynch", customer_id, salesforce_id)
        return made

    async def latch(self, customer_id: "int", salesforce_id: "str", *, force: "bool" = False) -> "Accepted":
        """Link a customer to a Salesforce account; see fusebill.Client.latch.

        In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
        """
        made: Accepted = await self._call("Latch", customer_id, salesforce_id, force)
        return made

    async def get_customer(self, customer_id: "int") -> "Customer":
        """Read a customer; see fusebill.Client.get_customer."""
        made: Customer = await self._call("Customer", customer_id)
        return made

    def list_customers(
        self,
        *,
        synch_status: "names.SynchStatus" = "all",
        not_linked: "bool" = False,
        status: "str | None" = None,
        ids: "Iterable[int] | None" = None,
        page_size: "int | None" = None,
    ) -> "aio.AsyncCustomers":
        """List the account's customers; see fusebill.Client.list_customers.

        Pages are read in another thread.
        """
        return self._list(
            {
                "synch_status": synch_status,
                "not_linked": not_linked,
                "status": status,
                "ids": ids,
                "page_size": page_size,
            }
        )

    def enable_synch_batch(
        self,
        ids: "Iterable[int] | AsyncIterable[int]",
        *,
        concurrency: "int | None" = None,
        max_per_minute: "int | None" = None,
        results_file: "str | os.PathLike[str] | None" = None,
        resume: "bool" = False,
        retry_failed: "bool" = False,
        new_key: "bool" = False,
        new_host: "bool" = False,
        stop_after_failures: "int | None" = None,
        wait: "bool" = False,
        progress: "bool" = False,
    ) -> "aio.AsyncBatch":
        """Turn on Salesforce sync for many customers; see fusebill.Client.enable_synch_batch.

        The batch starts when its first outcome is awaited, or the batch itself, for its summary. The ids may also be
        an async iterable. They are read while an outcome is awaited: a plain iterable in another thread, an async one
        in the event loop.

        In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
        Salesforce may create one: a duplicate, if there is one already, so Latch first.
        """
        return self._batch(
            "EnableSynch",
            ids,
            progress,
            {
                "concurrency": concurrency,
                "max_per_minute": max_per_minute,
                "results_file": results_file,
                "resume": resume,
                "retry_failed": retry_failed,
                "new_key": new_key,
                "new_host": new_host,
                "stop_after_failures": stop_after_failures,
                "wait": wait,
            },
        )

    def disable_synch_batch(
        self,
        ids: "Iterable[int] | AsyncIterable[int]",
        *,
        concurrency: "int | None" = None,
        max_per_minute: "int | None" = None,
        results_file: "str | os.PathLike[str] | None" = None,
        resume: "bool" = False,
        retry_failed: "bool" = False,
        new_key: "bool" = False,
        new_host: "bool" = False,
        stop_after_failures: "int | None" = None,
        wait: "bool" = False,
        progress: "bool" = False,
    ) -> "aio.AsyncBatch":
        """Turn off Salesforce sync for many customers; see fusebill.Client.disable_synch_batch.

        The batch starts when its first outcome is awaited, or the batch itself, for its summary. The ids may also be
        an async iterable. They are read while an outcome is awaited: a plain iterable in another thread, an async one
        in the event loop.

        In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
        deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
        """
        return self._batch(
            "DisableSynch",
            ids,
            progress,
            {
                "concurrency": concurrency,
                "max_per_minute": max_per_minute,
                "results_file": results_file,
                "resume": resume,
                "retry_failed": retry_failed,
                "new_key": new_key,
                "new_host": new_host,
                "stop_after_failures": stop_after_failures,
                "wait": wait,
            },
        )

    def resynch_batch(
        self,
        ids: "Iterable[int] | AsyncIterable[int]",
        *,
        concurrency: "int | None" = None,
        max_per_minute: "int | None" = None,
        results_file: "str | os.PathLike[str] | None" = None,
        resume: "bool" = False,
        retry_failed: "bool" = False,
        new_key: "bool" = False,
        new_host: "bool" = False,
        stop_after_failures: "int | None" = None,
        wait: "bool" = False,
        progress: "bool" = False,
    ) -> "aio.AsyncBatch":
        """Send many customers to Salesforce again; see fusebill.Client.resynch_batch.

        The batch starts when its first outcome is awaited, or the batch itself, for its summary. The ids may also be
        an async iterable. They are read while an outcome is awaited: a plain iterable in another thread, an async one
        in the event loop.

        In Salesforce: the customer's data is sent there again. What this does for a customer without an account is
        not documented.
        """
        return self._batch(
            "Resynch",
            ids,
            progress,
            {
                "concurrency": concurrency,
                "max_per_minute": max_per_minute,
                "results_file": results_file,
                "resume": resume,
                "retry_failed": retry_failed,
                "new_key": new_key,
                "new_host": new_host,
                "stop_after_failures": stop_after_failures,
                "wait": wait,
            },
        )

    def latch_batch(
        self,
        pairs: "Iterable[tuple[int, str]] | AsyncIterable[tuple[int, str]]",
        *,
        force: "bool" = False,
        concurrency: "int | None" = None,
        max_per_minute: "int | None" = None,
        results_file: "str | os.PathLike[str] | None" = None,
        resume: "bool" = False,
        retry_failed: "bool" = False,
        new_key: "bool" = False,
        new_host: "bool" = False,
        stop_after_failures: "int | None" = None,
        wait: "bool" = False,
        progress: "bool" = False,
    ) -> "aio.AsyncBatch":
        """Link many customers to their accounts in Salesforce; see fusebill.Client.latch_batch.

        The batch starts when its first outcome is awaited, or the batch itself, for its summary. The ids may also be
        an async iterable. They are read while an outcome is awaited: a plain iterable in another thread, an async one
        in the event loop.

        In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
        """
        return self._batch(
            "Latch",
            pairs,
            progress,
            {
                "force": force,
                "concurrency": concurrency,
                "max_per_minute": max_per_minute,
                "results_file": results_file,
                "resume": resume,
                "retry_failed": retry_failed,
                "new_key": new_key,
                "new_host": new_host,
                "stop_after_failures": stop_after_failures,
                "wait": wait,
            },
        )
