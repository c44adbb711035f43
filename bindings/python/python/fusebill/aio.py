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
import concurrent.futures
import concurrent.futures.thread  # loaded now: later, the process may have no file descriptor left to load it
import contextlib
import os
import queue
import threading
import typing
import warnings
import weakref
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Generator, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar, cast

from . import CancelledError, InvalidArgumentError
from ._batch import Batch, Outcome
from ._cancel import CancelToken
from ._client import Client
from ._customer import Customer, Customers
from ._error import Error
from .generated.async_calls import AsyncCalls
from .generated.values import CheckStage, CustomersSummary, Quota, Summary

__all__ = ["AsyncBatch", "AsyncClient", "AsyncCustomers"]

_T = TypeVar("_T")
_MOST = 10_000
_BLOCK = 100
_SLICE = 0.1
_END = object()


class _Turns:
    """A semaphore. Up to Python 3.11, a cancel can make asyncio's own lose a turn, and wait_for can lose the cancel."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def take(self, timeout: float) -> bool:
        """Wait for a turn. Return whether it came in time."""
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
        """Pass the turn to the task that has waited longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class AsyncClient(AsyncCalls):
    """A client of the API with one key, for asyncio.

    A call uses a thread while it is in flight; an idle client uses none. Cancelling a task ends its call. Any number of
    event loops may share a client, one after another or each in its own thread.
    """

    def _open(self, api_key: str | None, concurrency: int, options: dict[str, typing.Any]) -> None:
        if isinstance(concurrency, bool) or not isinstance(concurrency, int):
            raise TypeError(f"concurrency must be an int, not {type(concurrency).__name__}")
        if not 1 <= concurrency <= _MOST:
            raise InvalidArgumentError(f"concurrency: {concurrency} is not between 1 and {_MOST}")
        self._use(Client(api_key, max_idle_connections=concurrency, **options), concurrency)

    def _use(self, client: Client, concurrency: int) -> None:
        self._client = client
        self._timeout = client._client.timeout()
        self._concurrency = concurrency
        # The futures of a turn belong to one event loop.
        self._turns: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Turns] = weakref.WeakKeyDictionary()
        self._new_turns = threading.Lock()
        self._batches: weakref.WeakSet[AsyncBatch] = weakref.WeakSet()

    async def _call(
        self,
        operation: str,
        customer_id: int | None,
        salesforce_id: str | None = None,
        force: bool = False,
    ) -> Any:
        """Make a call when its turn has come."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        with self._new_turns:
            turns = self._turns.setdefault(loop, _Turns(self._concurrency))
        if not await turns.take(self._timeout):
            # The deadline has passed: the library reports that without sending anything.
            return await self._begin(operation, begun, customer_id, salesforce_id, force)
        try:
            return await self._begin(operation, begun, customer_id, salesforce_id, force)
        finally:
            turns.give()

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

        waited = loop.time() - begun
        self._client._client.begin(operation, customer_id, salesforce_id, force, waited, cancel._token, done)
        try:
            return await answer
        except asyncio.CancelledError:
            cancel.cancel()
            raise

    def _list(self, options: dict[str, typing.Any]) -> AsyncCustomers:
        cancel = CancelToken()
        return AsyncCustomers(self._client._list(cancel, options), cancel)

    def _batch(
        self,
        operation: str,
        ids: Iterable[typing.Any] | AsyncIterable[typing.Any],
        progress: bool,
        options: dict[str, typing.Any],
    ) -> AsyncBatch:
        # A wrong option is an exception of the call that makes the batch, as in the synchronous client.
        self._client._client.check_batch(operation, options)
        batch = AsyncBatch(ids, lambda ids: self._client._batch(operation, ids, progress, options))
        self._batches.add(batch)
        return batch

    async def check(self, *, results_file: str | os.PathLike[str] | None = None) -> list[CheckStage]:
        """Check everything that a call needs; see fusebill.Client.check."""
        cancel = CancelToken()
        try:
            return await asyncio.to_thread(self._client.check, results_file=results_file, cancel=cancel)
        finally:
            cancel.cancel()

    def with_options(
        self,
        *,
        timeout: float | timedelta | None = None,
        connect_timeout: float | timedelta | None = None,
        max_attempts: int | None = None,
    ) -> AsyncClient:
        """Return a client with other deadlines or attempts; see fusebill.Client.with_options."""
        client = self._client.with_options(timeout=timeout, connect_timeout=connect_timeout, max_attempts=max_attempts)
        made = _restore(type(self), client, self._concurrency)
        # The limit of calls in flight is that of both together.
        made._turns, made._new_turns = self._turns, self._new_turns
        return made

    @property
    def quota(self) -> Quota:
        """The account's limits as reported by the last response."""
        return self._client.quota

    @property
    def host(self) -> str:
        """The host that is called."""
        return self._client.host

    def cancel(self) -> None:
        """End every call and batch in flight, as fusebill.CancelledError, within 0.2 s."""
        self._client.cancel()
        for batch in list(self._batches):
            batch._want_no_id()

    def close(self) -> None:
        """Close the connections and wipe the key."""
        self._client.close()

    async def aclose(self) -> None:
        """Do the same as close(), for code that awaits it, such as contextlib.aclosing."""
        self.close()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self._client, self._concurrency)

    def __repr__(self) -> str:
        return f"<fusebill.aio.AsyncClient of {self._client!r}>"


def _restore(kind: type[AsyncClient], client: Client, concurrency: int) -> AsyncClient:
    made = kind.__new__(kind)
    made._use(client, concurrency)
    return made


class AsyncCustomers:
    """The account's customers, page by page; from AsyncClient.list_customers."""

    def __init__(self, customers: Customers, cancel: CancelToken) -> None:
        self._customers = customers
        self._cancel = cancel
        self._block: deque[Customer] = deque()

    def __aiter__(self) -> AsyncCustomers:
        return self

    async def __anext__(self) -> Customer:
        if not self._block:
            try:
                self._block.extend(await asyncio.to_thread(list, islice(self._customers, _BLOCK)))
            except asyncio.CancelledError:
                self._cancel.cancel()
                raise
        if not self._block:
            raise StopAsyncIteration
        return self._block.popleft()

    @property
    def summary(self) -> CustomersSummary:
        """The totals so far."""
        return self._customers.summary

    async def aclose(self) -> None:
        """End the list; a page that is being read is abandoned."""
        self._cancel.cancel()


class _Worker:
    """A thread that does one thing after another.

    Not that of an executor: the process would wait for it at its end. This one is ended by the library, as every call.
    """

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        threading.Thread(target=self._run, args=(self._jobs,), name="fusebill-aio-batch", daemon=True).start()

    @staticmethod
    def _run(jobs: queue.SimpleQueue[Callable[[], None] | None]) -> None:
        while (job := jobs.get()) is not None:
            job()
            del job  # and what it refers to

    def do(self, work: Callable[..., _T], *arguments: object) -> asyncio.Future[_T]:
        made: concurrent.futures.Future[_T] = concurrent.futures.Future()

        def job() -> None:
            if not made.set_running_or_notify_cancel():
                return
            try:
                result = work(*arguments)
            except BaseException as error:  # for whoever awaits it
                made.set_exception(error)
            else:
                made.set_result(result)

        self._jobs.put(job)
        return asyncio.wrap_future(made)

    def end(self) -> None:
        self._jobs.put(None)


class AsyncBatch:
    """The outcomes of a batch, in the order of completion; from AsyncClient.enable_synch_batch and its like.

    `await batch` reads all outcomes, and returns the summary. Leaving a loop over it, aclose() and the end of an
    `async with` stop it cleanly: calls in flight are completed and recorded, and `summary` says how it ended; None if
    it had not begun. After a bare `break` that takes a moment; `async with` awaits it. If the task is cancelled
    (Ctrl-C, a timeout), or the batch is dropped without any of these, the calls in flight end within 0.2 s. Use it in
    one event loop.
    """

    def __init__(self, ids: Iterable[Any] | AsyncIterable[Any], begin: Callable[[Iterable[Any]], Batch]) -> None:
        self._ids = ids
        self._begin = begin
        self._batch: Batch | None = None
        self._summary: Summary | None = None
        self._is_over = False
        self._is_stopped = False
        self._is_cancelled = False
        self._failure: BaseException | None = None
        # A separate thread: the ids may need the threads of the event loop's executor.
        self._thread: _Worker | None = None
        self._turn: asyncio.Lock | None = None
        self._working: asyncio.Future[Batch | Outcome | None] | None = None
        self._leaving: asyncio.Future[None] | None = None
        self._source: AsyncIterator[Any] | None = None
        self._wanted_id: concurrent.futures.Future[object] | None = None

    async def __aiter__(self) -> AsyncGenerator[Outcome, None]:
        try:
            while (outcome := await self._next()) is not None:
                yield outcome
        finally:
            await self.aclose()

    async def __anext__(self) -> Outcome:
        outcome = await self._next()
        if outcome is None:
            raise StopAsyncIteration
        return outcome

    def __await__(self) -> Generator[Any, None, Summary]:
        """Do the same as run()."""
        return self.run().__await__()

    async def run(self) -> Summary:
        """Call every customer, and return how it ended. Raises what the loop would raise."""
        while await self._next() is not None:
            pass
        if self._summary is None:
            # Awaited again, after it could not begin.
            raise self._failure or RuntimeError("this batch was stopped before it began")
        return self._summary

    def __len__(self) -> int:
        return len(self._ids)  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        return True

    def stop(self) -> None:
        """Start no more calls; the outcomes of those in flight are still returned."""
        self._is_stopped = True
        if self._batch is not None:
            self._batch.stop()
        self._want_no_id()

    def _cancel(self) -> None:
        """End the calls in flight, too."""
        self._is_cancelled = True
        if self._batch is not None:
            self._batch._batch.cancel()
        self.stop()

    def __del__(self) -> None:
        if self._thread is None and not self._is_stopped:
            message = "a batch was dropped before anybody read its outcomes: await it, or iterate over it"
            warnings.warn(message, RuntimeWarning, stacklevel=2, source=self)
        if self._thread is not None and not self._is_over:
            self._is_stopped = True
            if self._batch is not None:
                self._batch._batch.cancel()
            self._thread.end()

    def _want_no_id(self) -> None:
        if self._wanted_id is not None:
            self._wanted_id.cancel()

    async def aclose(self) -> None:
        """Stop it, and wait for what is in flight to be recorded."""
        self.stop()
        await asyncio.shield(self._leave())

    @property
    def summary(self) -> Summary | None:
        """How it ended; None before that."""
        return self._summary

    async def __aenter__(self) -> AsyncBatch:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None and issubclass(kind, asyncio.CancelledError):
            self._cancel()
        await self.aclose()

    async def _next(self) -> Outcome | None:
        """Return the next outcome; None at the end. Several tasks take turns."""
        if self._turn is None:
            self._turn = asyncio.Lock()
        async with self._turn:
            if self._leaving is not None:
                await asyncio.shield(self._leaving)
            if self._is_over or (self._is_stopped and self._batch is None):
                return None
            try:
                if self._batch is None:
                    self._batch = cast("Batch", await self._work(self._begin, self._plain_ids()))
                outcome = cast("Outcome | None", await self._work(next, self._batch, None))
            except asyncio.CancelledError:
                self._cancel()
                self._leave()
                raise
            except BaseException as error:
                self._failure = error
                await self._end()
                raise
            if outcome is None:
                await self._end()
            return outcome

    async def _work(self, work: Callable[..., Batch | Outcome | None], *arguments: object) -> Batch | Outcome | None:
        """Run `work` in the batch's thread, which continues if this task is cancelled."""
        if self._thread is None:
            self._thread = _Worker()
        self._working = self._thread.do(work, *arguments)
        return await asyncio.shield(self._working)

    async def _end(self) -> None:
        self._is_over = True
        if self._batch is not None:
            self._summary = self._batch.summary
        if self._thread is not None:
            self._thread.end()
        source, self._source = self._source, None
        aclose = getattr(source, "aclose", None)
        if aclose is not None:
            with contextlib.suppress(RuntimeError):  # it is already ending
                await aclose()

    def _leave(self) -> asyncio.Future[None]:
        """Wait for the calls in flight, in a separate task and not on the event loop's thread."""
        if self._leaving is None:
            self._leaving = asyncio.ensure_future(self._wait_for_end())
        return self._leaving

    async def _wait_for_end(self) -> None:
        if self._working is not None:
            with contextlib.suppress(Exception):  # the awaiting code has received the exception
                made = await self._working
                if self._batch is None:
                    self._batch = cast("Batch", made)
        if self._batch is not None and self._thread is not None and not self._is_over:
            if self._is_cancelled:
                self._batch._batch.cancel()
            await self._thread.do(self._batch.close)
        await self._end()

    def _plain_ids(self) -> Iterable[Any]:
        if not isinstance(self._ids, AsyncIterable):
            return self._ids
        source = self._source = self._ids.__aiter__()
        loop = asyncio.get_running_loop()

        async def next_id() -> object:
            try:
                return await source.__anext__()
            except StopAsyncIteration:
                return _END

        def read() -> Iterator[object]:
            """Run in the batch's thread."""
            while not self._is_stopped:
                self._wanted_id = asyncio.run_coroutine_threadsafe(next_id(), loop)
                if self._is_stopped:
                    self._want_no_id()
                id_ = self._wait_for_id(self._wanted_id, loop)
                if id_ is _END:
                    return
                yield id_

        return read()

    def _wait_for_id(self, wanted: concurrent.futures.Future[object], loop: asyncio.AbstractEventLoop) -> object:
        while True:
            try:
                return wanted.result(timeout=_SLICE)
            except concurrent.futures.CancelledError:
                if self._is_stopped:
                    return _END
                raise CancelledError("the source of the ids was cancelled") from None
            except concurrent.futures.TimeoutError:
                # Up to Python 3.10, a timeout of the source itself is another class.
                if wanted.done():
                    raise
                if loop.is_closed():
                    return _END
