"""The asyncio client."""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator

import pytest

import fusebill
from conftest import Start
from fusebill.aio import AsyncBatch, AsyncClient, AsyncCustomers


def test_a_cancel_that_comes_with_the_turn_is_not_lost() -> None:
    async def run() -> int:
        with fusebill.Sandbox() as sandbox:
            async with AsyncClient(sandbox.key, base_url=sandbox.url, concurrency=1) as client:
                first = asyncio.ensure_future(client.enable_synch(12))
                others = [asyncio.ensure_future(client.enable_synch(172677)) for _ in range(3)]
                first.add_done_callback(lambda _: [other.cancel() for other in others])
                ended = await asyncio.gather(first, *others, return_exceptions=True)
                assert isinstance(ended[0], fusebill.NotFoundError)
                assert all(isinstance(end, asyncio.CancelledError) for end in ended[1:]), ended
                requests = sandbox.requests
                assert (await client.enable_synch(172677)).is_synch_enabled, "no turn is lost"
                return requests

    assert asyncio.run(run()) == 1


def test_a_batch_that_is_left_does_not_block_the_loop() -> None:
    async def run() -> int:
        with fusebill.Sandbox(faults="delay=4000@200002") as sandbox:
            async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:
                ticks = 0

                async def tick() -> None:
                    nonlocal ticks
                    while True:
                        await asyncio.sleep(0.01)
                        ticks += 1

                # The first call is made alone, the next two at once.
                batch = client.enable_synch_batch([172677, 200002, 200001])
                async for outcome in batch:
                    if outcome.id == 200001:
                        break
                ticking = asyncio.ensure_future(tick())
                await batch.aclose()
                ticking.cancel()
                return ticks

    assert asyncio.run(run()) > 10


def test_many_calls_run_side_by_side_and_bounded() -> None:
    async def run() -> int:
        with fusebill.Sandbox(latency=0.05) as sandbox:
            async with AsyncClient(sandbox.key, base_url=sandbox.url, concurrency=10) as client:
                customers = await asyncio.gather(*(client.enable_synch(200001 + at) for at in range(40)))
                assert [customer.id for customer in customers] == list(range(200001, 200041))
                assert client.quota.minute.remaining is not None
                return sandbox.connections

    # One after the other, they would share one connection.
    assert 1 < asyncio.run(run()) <= 10


def test_errors_are_raised_where_they_are_awaited(sandbox: fusebill.Sandbox) -> None:
    async def run() -> None:
        client = AsyncClient(sandbox.key, base_url=sandbox.url)
        with pytest.raises(fusebill.NotFoundError):
            await client.enable_synch(12)
        with pytest.raises(TypeError):
            await client.enable_synch("x")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="not a customer id"):
            await client.enable_synch(0)

    asyncio.run(run())


def test_a_call_whose_result_cannot_be_created_ends(sandbox: fusebill.Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    async def run() -> None:
        async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:
            monkeypatch.setattr(fusebill.Accepted, "__init__", fail)
            with pytest.raises(MemoryError):
                await asyncio.wait_for(client.resynch(172677), 15)

    asyncio.run(run())


def test_a_cancelled_task_ends_its_call() -> None:
    async def run() -> None:
        with fusebill.Sandbox(faults="delay=60000@172677") as sandbox:
            client = AsyncClient(sandbox.key, base_url=sandbox.url)
            task = asyncio.create_task(client.enable_synch(172677))
            await asyncio.sleep(0.2)
            begin = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            while any(thread.name == "fusebill-async" for thread in threading.enumerate()):
                await asyncio.sleep(0.01)
            assert time.monotonic() - begin < 15
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.enable_synch(172677), 0.1)
            assert (await client.enable_synch(200001)).is_synch_enabled

    asyncio.run(run())


def test_an_idle_client_has_no_thread(sandbox: fusebill.Sandbox) -> None:
    def threads() -> int:
        from pathlib import Path

        return len(list(Path("/proc/self/task").iterdir()))

    async def run() -> None:
        before = threads()
        client = AsyncClient(sandbox.key, base_url=sandbox.url)
        await asyncio.gather(*(client.enable_synch(172677) for _ in range(8)))
        await asyncio.sleep(0.05)
        assert threads() <= before

    asyncio.run(run())


def test_a_batch_is_an_async_iterator(sandbox: fusebill.Sandbox) -> None:
    async def run() -> None:
        client = AsyncClient(sandbox.key, base_url=sandbox.url)
        seen = [outcome.id async for outcome in client.enable_synch_batch(range(200001, 200011))]
        assert sorted(seen) == list(range(200001, 200011))
        async for outcome in client.enable_synch_batch(range(200001, 200011), concurrency=1):
            assert outcome.is_done
            break
        with pytest.raises(fusebill.InvalidArgumentError):
            async for _ in client.enable_synch_batch([1], concurrency=0):
                pass

    asyncio.run(run())


def test_a_turn_that_does_not_come_in_time_is_a_timeout(faulty: Start) -> None:
    sandbox, _ = faulty("delay=60000@172677")

    async def crowd() -> None:
        async with AsyncClient(sandbox.key, base_url=sandbox.url, concurrency=1, timeout=1.0) as client:
            begun = time.monotonic()
            calls = [asyncio.ensure_future(client.enable_synch(172677)) for _ in range(3)]
            results = await asyncio.gather(*calls, return_exceptions=True)
            assert time.monotonic() - begun < 15
            assert [type(result) for result in results] == [fusebill.TimeoutError] * 3
            assert {str(result) for result in results[1:]} == {
                "the deadline passed while waiting for a turn (customer 172677)"
            }
            assert [result.sent for result in results[1:] if isinstance(result, fusebill.Error)] == ["no", "no"]

    asyncio.run(crowd())


@pytest.mark.parametrize("concurrency", [0, -1, 10_001])
def test_a_concurrency_that_cannot_be_right_is_refused(concurrency: int) -> None:
    with pytest.raises(fusebill.InvalidArgumentError, match=f"^concurrency: {concurrency} is not between 1 and 10000"):
        AsyncClient("MDpz", concurrency=concurrency)


def test_lists_and_checks_work_as_in_the_client() -> None:
    async def run() -> None:
        with fusebill.Sandbox(customers=250) as sandbox:
            client = fusebill.Client(sandbox.key, base_url=sandbox.url)
            async with AsyncClient(sandbox.key, base_url=sandbox.url) as aio:
                ids = [customer.id async for customer in aio.list_customers(page_size=100, synch_status="not-enabled")]
                assert ids == [customer.id for customer in client.list_customers(synch_status="not-enabled")]
                requests = sandbox.requests
                async for _ in aio.list_customers(page_size=10):
                    break
                assert sandbox.requests - requests <= 10, "a list that is left is not read on"
                assert [stage.name for stage in await aio.check()] == [stage.name for stage in client.check()]
                outcomes = [o async for o in aio.disable_synch_batch(ids[:3])]
                assert [outcome.is_done for outcome in outcomes] == [True] * 3
                pairs = [(ids[0], "001410000000001AAA")]
                latched = [o.name async for o in aio.latch_batch(pairs, force=True)]
                assert latched == ["ok"]

    asyncio.run(run())


def test_its_names_are_those_of_the_client() -> None:
    public = {name for name in dir(fusebill.Client) if not name.startswith("_")}
    assert public | {"aclose"} == {name for name in dir(AsyncClient) if not name.startswith("_")}


def test_a_batch_takes_async_ids_and_has_a_summary(sandbox: fusebill.Sandbox) -> None:
    async def ids() -> AsyncIterator[int]:
        for id_ in (172677, 12, 200001):
            await asyncio.sleep(0)
            yield id_

    async def run() -> None:
        async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:
            batch = client.enable_synch_batch(ids())
            names = {outcome.id: outcome.name async for outcome in batch}
            assert names == {172677: "ok", 12: "not_found", 200001: "ok"}
            assert batch.summary is not None
            assert (batch.summary.done, batch.summary.failed) == (2, {"not_found": 1})
            assert (await client.enable_synch_batch([200001, 200002])).done == 2
            assert (await client.enable_synch_batch([12]).run()).failed == {"not_found": 1}
            counted, endless = client.enable_synch_batch([1, 2, 3]), client.enable_synch_batch(ids())
            assert len(counted) == 3
            with pytest.raises(TypeError):
                len(endless)
            await endless.aclose()
            with pytest.warns(RuntimeWarning, match="before anybody read its outcomes: await it"):
                del counted
            other = client.with_options(timeout=20)
            assert (await other.enable_synch(200001)).is_synch_enabled
            assert other._turns is client._turns, "both together have one limit"
            for wrong in ({"operation": "DisableSynch"}, {"concurrency": "x"}):
                with pytest.raises(TypeError):
                    client.enable_synch_batch([1], **wrong)  # type: ignore[arg-type]
            with pytest.raises(fusebill.InvalidArgumentError, match="resume"):
                client.latch_batch([], resume=True)
            failing = client.enable_synch_batch([200001], results_file="/nowhere/results.jsonl")
            for _ in range(2):
                with pytest.raises(fusebill.IOError):
                    await failing

    asyncio.run(run())


def test_a_batch_that_waits_for_an_async_id_is_stopped_and_cancelled(sandbox: fusebill.Sandbox) -> None:
    waits = asyncio.Event

    async def run() -> None:
        closed = 0
        waiting = waits()

        async def ids() -> AsyncIterator[int]:
            nonlocal closed
            try:
                yield 172677
                waiting.set()
                await asyncio.sleep(3600)
            finally:
                closed += 1

        async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:
            batch = client.enable_synch_batch(ids())

            async def stop() -> None:
                await waiting.wait()
                batch.stop()

            stopping = asyncio.ensure_future(stop())
            assert [outcome.id async for outcome in batch] == [172677]
            await stopping
            assert batch.summary is not None
            assert batch.summary.done == 1

            waiting.clear()
            other = client.enable_synch_batch(ids())

            async def read() -> None:
                async for _ in other:
                    pass

            task = asyncio.ensure_future(read())
            await waiting.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await other.aclose()
            assert other.summary is not None
            # Its call may have been in flight: then it was cancelled, too.
            assert other.summary.done + sum(other.summary.failed.values()) == 1
            assert closed == 2, "no reader of the ids is left behind"

    asyncio.run(run())


def test_a_break_leaves_a_summary_in_asyncio_too(sandbox: fusebill.Sandbox) -> None:
    async def run() -> None:
        async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:
            async with client.enable_synch_batch(range(200001, 200051)) as batch:
                async for _ in batch:
                    break
            assert batch.summary is not None
            assert batch.summary.done == sandbox.requests
            bare = client.enable_synch_batch(range(200001, 200051))
            async for _ in bare:
                break
            while bare.summary is None:
                await asyncio.sleep(0.01)
            stopped = client.enable_synch_batch([172677])
            stopped.stop()
            assert [outcome async for outcome in stopped] == []

    asyncio.run(run())


def test_one_client_works_in_several_event_loops(faulty: Start) -> None:
    sandbox, _ = faulty("delay=50%100")
    client = AsyncClient(sandbox.key, base_url=sandbox.url, concurrency=1)

    async def crowd() -> list[int]:
        customers = await asyncio.gather(*(client.enable_synch(200001 + at) for at in range(4)))
        return [customer.id for customer in customers]

    wanted = list(range(200001, 200005))
    assert asyncio.run(crowd()) == asyncio.run(crowd()) == wanted
    seen: list[list[int]] = []
    threads = [threading.Thread(target=lambda: seen.append(asyncio.run(crowd()))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [wanted] * 3


def test_a_client_is_closed_by_aclosing(sandbox: fusebill.Sandbox) -> None:
    async def run() -> None:
        client = AsyncClient(sandbox.key, base_url=sandbox.url)
        await client.aclose()
        with pytest.raises(fusebill.InvalidArgumentError, match="closed"):
            await client.enable_synch(172677)

    asyncio.run(run())


def test_batches_and_lists_have_the_names_of_the_client() -> None:
    for plain, aio in ((fusebill.Batch, AsyncBatch), (fusebill.Customers, AsyncCustomers)):
        wanted = {name for name in dir(plain) if not name.startswith("_")} - {"close"} | {"aclose"}
        assert wanted == {name for name in dir(aio) if not name.startswith("_")}


def test_batches_whose_ids_need_the_threads_of_the_loop_do_not_wait_for_each_other(sandbox: fusebill.Sandbox) -> None:
    async def run() -> None:
        async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:

            async def ids() -> AsyncIterator[int]:
                async for customer in client.list_customers(page_size=50):
                    yield await asyncio.to_thread(int, customer.id)

            async def one() -> int:
                batch = client.enable_synch_batch(ids())
                return len([outcome async for outcome in batch])

            counts = await asyncio.wait_for(asyncio.gather(*(one() for _ in range(40))), 60)
            assert set(counts) == {101}

    asyncio.run(run())


def test_what_is_not_an_id_ends_an_async_batch_as_a_plain_one(sandbox: fusebill.Sandbox) -> None:
    async def ids(bad: object) -> AsyncIterator[int]:
        yield 200001
        yield bad  # type: ignore[misc]
        yield 200002

    async def cancelled() -> AsyncIterator[int]:
        yield 200001
        task = asyncio.ensure_future(asyncio.sleep(3600))
        task.cancel()
        await task

    async def run() -> None:
        async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:
            for bad in (None, "x", 0, 1.5):
                with pytest.raises(fusebill.InvalidArgumentError, match=r"ids\[1\]"):
                    async for _ in client.enable_synch_batch(ids(bad)):
                        pass
            with pytest.raises(fusebill.CancelledError, match="source"):
                async for _ in client.enable_synch_batch(cancelled()):
                    pass

    asyncio.run(run())


def test_tasks_share_a_batch_and_a_loop_after_a_break_ends(sandbox: fusebill.Sandbox) -> None:
    async def run() -> None:
        async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:
            batch = client.enable_synch_batch(range(200001, 200041))

            async def take() -> list[int]:
                return [outcome.id async for outcome in batch]

            one, other = await asyncio.gather(take(), take())
            assert sorted(one + other) == list(range(200001, 200041))
            left = client.enable_synch_batch(range(200001, 200041))
            async for _ in left:
                break
            assert len([outcome async for outcome in left]) < 40
            await left.aclose()
            assert left.summary is not None

    asyncio.run(run())


def test_a_cancel_of_the_client_ends_a_wait_for_an_id(sandbox: fusebill.Sandbox) -> None:
    closed = 0

    async def ids() -> AsyncIterator[int]:
        nonlocal closed
        try:
            yield 200001
            await asyncio.sleep(3600)
        finally:
            closed += 1

    async def run() -> None:
        async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:
            batch = client.enable_synch_batch(ids())

            async def read() -> None:
                async for _ in batch:
                    pass

            reading = asyncio.ensure_future(read())
            await asyncio.sleep(0.3)
            client.cancel()
            with pytest.raises(fusebill.CancelledError):
                await asyncio.wait_for(reading, 5)

    asyncio.run(run())
    assert closed == 1


def test_a_loop_that_is_closed_leaves_no_thread_behind(sandbox: fusebill.Sandbox) -> None:
    program = f"""
import asyncio
from fusebill.aio import AsyncClient

async def ids():
    yield 200001
    await asyncio.sleep(3600)

async def main():
    async for outcome in AsyncClient({sandbox.key!r}, base_url={sandbox.url!r}).enable_synch_batch(ids()):
        pass

loop = asyncio.new_event_loop()
task = loop.create_task(main())
loop.run_until_complete(asyncio.sleep(0.5))
loop.close()
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr


def test_a_client_pickles_as_the_plain_one(sandbox: fusebill.Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUSEBILL_API_KEY", sandbox.key)
    client = pickle.loads(pickle.dumps(AsyncClient(sandbox.key, base_url=sandbox.url, concurrency=3)))
    assert asyncio.run(client.enable_synch(172677)).is_synch_enabled


@pytest.mark.parametrize("way", ["timeout", "cancel", "with"])
def test_a_cancelled_loop_over_a_batch_ends_its_calls(faulty: Start, way: str) -> None:
    sandbox, _ = faulty("delay=60000@172677")

    async def loop(client: AsyncClient) -> None:
        if way != "with":
            async for _ in client.enable_synch_batch([172677]):
                pass
            return
        async with client.enable_synch_batch([172677]) as batch:
            begun = asyncio.ensure_future(batch.__anext__())
            while not sandbox.requests:
                await asyncio.sleep(0.01)
            try:
                await asyncio.sleep(60)
            finally:
                begun.cancel()

    async def main() -> None:
        async with AsyncClient(sandbox.key, base_url=sandbox.url) as client:
            task = asyncio.ensure_future(loop(client))
            while not sandbox.requests:
                await asyncio.sleep(0.01)
            if way == "timeout":
                with pytest.raises(asyncio.TimeoutError):
                    await asyncio.wait_for(task, 0.1)
            else:
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

    begun = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - begun < 20, "it did not wait for the response"


@pytest.mark.parametrize("end", ["return batch", "raise SystemExit", "del batch"])
def test_a_process_that_leaves_a_batch_ends(end: str) -> None:
    script = f"""
import asyncio, fusebill
from fusebill.aio import AsyncClient
sandbox = fusebill.Sandbox(customers=3, faults="delay=60000@200002")
async def main():
    client = AsyncClient(sandbox.key, base_url=sandbox.url)
    batch = client.enable_synch_batch([200001, 200002])
    print((await batch.__anext__()).id)
    {end}
kept = asyncio.run(main())
print("end")
"""
    begun = time.monotonic()
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=50, check=True)
    assert output.stdout.startswith("200001"), output
    assert output.stderr == "", output
    assert time.monotonic() - begun < 20, "it did not wait for the response"
