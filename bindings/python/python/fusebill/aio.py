"""The client for asyncio.

>>> import asyncio, fusebill
>>> from fusebill.aio import AsyncClient
>>> async def enable():
...     with fusebill.Sandbox() as sandbox:
...         async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:
...             return await client.enable_synch(172677)
>>> asyncio.run(enable())
Customer(id=172677, salesforce_synch_status='Enabled')
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, cast

from ._fusebill import CancelToken, Client

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator, Iterable
    from types import TracebackType

    from ._errors import Error
    from ._fusebill import Accepted, Batch, Customer, Outcome
    from ._records import CheckStage, Quota

__all__ = ["AsyncClient"]

_MOST = 10_000
_BLOCK = 100


def _leave(batch: Batch) -> None:
    with contextlib.suppress(RuntimeError):  # another thread waits for an outcome, and leaves it then
        batch.close()


class _Turns:
    """A semaphore. Up to Python 3.11 asyncio's own loses a turn that meets a cancel, and wait_for loses the cancel."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def take(self, timeout: float) -> bool:
        """Wait for a turn: whether it came in time."""
        if self._free:
            self._free -= 1
            return True
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await asyncio.wait({turn}, timeout=timeout)
        except asyncio.CancelledError:
            if not turn.cancel():
                self.give()
            raise
        return turn.done() or not turn.cancel()

    def give(self) -> None:
        """Pass a turn on to who waits longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class AsyncClient:
    """A connection to the API with one key, for asyncio. The arguments are those of fusebill.Client.

    `concurrency` bounds how many calls are in flight at once; further ones wait for their turn. A call has a thread
    while it is in flight; an idle client has none. A task that is cancelled ends its call. Use it in one event loop.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        concurrency: int = 64,
        base_url: str | None = None,
        timeout: float = 30.0,
        connect_timeout: float = 10.0,
        max_attempts: int = 3,
        proxy: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        user_agent: str | None = None,
    ) -> None:
        if not 1 <= concurrency <= _MOST:
            from ._errors import InvalidArgumentError

            raise InvalidArgumentError(f"concurrency: {concurrency} is not between 1 and {_MOST}")
        self._client = Client(
            api_key,
            base_url=base_url,
            timeout=timeout,
            connect_timeout=connect_timeout,
            max_attempts=max_attempts,
            proxy=proxy,
            ca_file=ca_file,
            user_agent=user_agent,
            max_idle_connections=concurrency,
        )
        self._timeout = timeout
        self._turns = _Turns(concurrency)

    async def enable_synch(self, customer_id: int) -> Customer:
        """Turn on Salesforce sync for a customer; see fusebill.Client.enable_synch.

        The wait for a turn counts against the timeout.
        """
        return cast("Customer", await self._call("EnableSynch", customer_id=customer_id))

    async def disable_synch(self, customer_id: int) -> Customer:
        """Turn off Salesforce sync for a customer; see fusebill.Client.disable_synch."""
        return cast("Customer", await self._call("DisableSynch", customer_id=customer_id))

    async def resynch(self, customer_id: int | None = None, *, salesforce_id: str | None = None) -> Accepted:
        """Send a customer to Salesforce again; see fusebill.Client.resynch."""
        return cast("Accepted", await self._call("Resynch", customer_id=customer_id, salesforce_id=salesforce_id))

    async def latch(self, customer_id: int, salesforce_id: str, *, force: bool = False) -> Accepted:
        """Tie a customer to an account in Salesforce; see fusebill.Client.latch."""
        made = await self._call("Latch", customer_id=customer_id, salesforce_id=salesforce_id, force=force)
        return cast("Accepted", made)

    async def customer(self, customer_id: int) -> Customer:
        """Read a customer; see fusebill.Client.customer."""
        return cast("Customer", await self._call("Customer", customer_id=customer_id))

    async def customers(
        self,
        *,
        synch_status: str = "all",
        not_linked: bool = False,
        status: str | None = None,
        page_size: int = 1000,
    ) -> AsyncIterator[Customer]:
        """List the account's customers; see fusebill.Client.customers. Pages are read in another thread."""
        cancel = CancelToken()
        customers = self._client.customers(
            synch_status=synch_status, not_linked=not_linked, status=status, page_size=page_size, cancel=cancel
        )
        try:
            while block := await asyncio.to_thread(list, islice(customers, _BLOCK)):
                for customer in block:
                    yield customer
        finally:
            cancel.cancel()

    async def check(self, *, results_file: str | os.PathLike[str] | None = None) -> list[CheckStage]:
        """Check everything that a call needs; see fusebill.Client.check."""
        cancel = CancelToken()
        try:
            return await asyncio.to_thread(self._client.check, results_file=results_file, cancel=cancel)
        finally:
            cancel.cancel()

    async def _call(
        self,
        operation: str,
        *,
        customer_id: int | None = None,
        salesforce_id: str | None = None,
        force: bool = False,
    ) -> object:
        """Make a call when its turn has come."""
        begun = asyncio.get_running_loop().time()
        if not await self._turns.take(self._timeout):
            # Its time is over: the library says so without sending anything.
            return await self._begin(operation, begun, customer_id, salesforce_id, force)
        try:
            return await self._begin(operation, begun, customer_id, salesforce_id, force)
        finally:
            self._turns.give()

    async def _begin(
        self, operation: str, begun: float, customer_id: int | None, salesforce_id: str | None, force: bool
    ) -> object:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[object] = loop.create_future()
        cancel = CancelToken()

        def settle(made: object, error: Error | None) -> None:
            if answer.cancelled():
                return
            if error is None:
                answer.set_result(made)
            else:
                answer.set_exception(error)

        def done(made: object, error: Error | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, made, error)

        self._client._begin(
            operation,
            loop.time() - begun,
            cancel,
            done,
            customer_id=customer_id,
            salesforce_id=salesforce_id,
            force=force,
        )
        try:
            return await answer
        except asyncio.CancelledError:
            cancel.cancel()
            raise

    async def enable_synch_batch(
        self,
        ids: Iterable[int | tuple[int, str]],
        *,
        operation: str = "EnableSynch",
        force_latch: bool = False,
        concurrency: int = 8,
        max_per_minute: int | None = None,
        results_file: str | os.PathLike[str] | None = None,
        resume: bool = False,
        retry_failed: bool = False,
        new_key: bool = False,
        stop_after_failures: int | None = None,
        wait: bool = False,
        progress: bool = False,
    ) -> AsyncIterator[Outcome]:
        """Turn on Salesforce sync for many; see fusebill.Client.enable_synch_batch.

        The ids are read in another thread, while an outcome is awaited.
        """
        batch = await asyncio.to_thread(
            self._client.enable_synch_batch,
            ids,
            operation=operation,
            force_latch=force_latch,
            concurrency=concurrency,
            max_per_minute=max_per_minute,
            results_file=results_file,
            resume=resume,
            retry_failed=retry_failed,
            new_key=new_key,
            stop_after_failures=stop_after_failures,
            wait=wait,
            progress=progress,
        )
        is_cancelled = False
        try:
            while (outcome := await asyncio.to_thread(next, batch, None)) is not None:
                yield outcome
        except asyncio.CancelledError:
            is_cancelled = True
            raise
        finally:
            batch.stop()
            # What is in flight is awaited and recorded, but not on the thread of the loop.
            left = asyncio.get_running_loop().run_in_executor(None, _leave, batch)
            if not is_cancelled:
                await asyncio.shield(left)

    @property
    def quota(self) -> Quota:
        """The account's limits as of the last response."""
        return self._client.quota

    @property
    def host(self) -> str:
        """The host that is called."""
        return self._client.host

    def cancel(self) -> None:
        """End every call in flight, as fusebill.CancelledError, within 0.2 s."""
        self._client.cancel()

    def close(self) -> None:
        """Close the connections and wipe the key."""
        self._client.close()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<fusebill.aio.AsyncClient of {self._client!r}>"
