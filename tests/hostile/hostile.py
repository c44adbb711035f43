"""Exit, fork, interrupt, and run a second interpreter while the library works. One case per process.

usage: hostile.py [CASE]     status 0: as promised; 3: a call was not reported

The environment has FUSEBILL_TEST_URL and FUSEBILL_TEST_KEY (scripts/with-sandbox).
"""

from __future__ import annotations

import asyncio
import atexit
import builtins
import contextlib
import itertools
import logging
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Iterator

# Registered before the library's own handler, so that it runs after it.
AFTER: list[object] = []
atexit.register(lambda: [work() for work in AFTER])  # type: ignore[operator]

import fusebill  # noqa: E402
from fusebill.aio import AsyncClient  # noqa: E402

URL = os.environ.get("FUSEBILL_TEST_URL", "")
KEY = os.environ.get("FUSEBILL_TEST_KEY", "")
SLOW = 200050
UNREPORTED = 3


def client(**options: object) -> fusebill.Client:
    """Create a client for the sandbox."""
    return fusebill.Client(KEY, base_url=URL, **options)  # type: ignore[arg-type]


def loop(one: fusebill.Client, customer_id: int = 12) -> None:
    """Call forever, ignoring failures."""
    while True:
        try:
            one.enable_synch(customer_id)
        except fusebill.Error:
            time.sleep(0.001)


def daemons(target: object, *arguments: object, count: int = 6) -> None:
    """Start daemon threads, and wait until they are working."""
    for _ in range(count):
        threading.Thread(target=target, args=arguments, daemon=True).start()  # type: ignore[arg-type]
    time.sleep(0.03 + os.getpid() % 20 / 1000)


def prompt_exit(since: float) -> None:
    """Fail if the exit took too long: checked by the last handler that runs."""
    if time.monotonic() - since > 2.0:
        os._exit(5)


def exit_with_daemon_threads() -> None:
    """End the main thread while daemon threads call and fail."""
    one = client()
    daemons(loop, one)


def exit_while_daemon_threads_never_wait() -> None:
    """End the main thread while the library runs its own code in Python, for errors, records and money."""
    one = client()
    customer = one.enable_synch(172677)

    def never_wait() -> None:
        while True:
            with contextlib.suppress(fusebill.Error):
                fusebill.Client("key", base_url="ftp://host")
            with contextlib.suppress(fusebill.Error):
                one.enable_synch(0)
            one.quota, customer.monthly_recurring_revenue, customer.customer_reference, customer.to_dict()

    daemons(never_wait)


def exit_with_slow_calls() -> None:
    """End promptly with calls in flight that would take seconds."""
    one = client()
    begun = time.monotonic()
    atexit.register(prompt_exit, begun)
    daemons(loop, one, SLOW)


def exit_with_a_batch_in_a_daemon_thread() -> None:
    """End while a batch is being iterated over."""
    one = client()

    def iterate() -> None:
        for _ in one.enable_synch_batch(iter(range(200001, 200049)), concurrency=4):
            time.sleep(0.001)

    daemons(iterate, count=3)


def os_exit() -> None:
    """os._exit runs no handlers."""
    one = client()
    daemons(loop, one)
    os._exit(0)


def calls_at_exit() -> None:
    """Call from an exit handler that runs before the library's."""
    one = client()

    def allowed() -> None:
        if not one.enable_synch(172677).is_synch_enabled:
            os._exit(4)

    atexit.register(allowed)
    daemons(loop, one, count=2)


def calls_after_exit_began() -> None:
    """Call from an exit handler that runs after the library's: it is refused."""
    one = client()

    def refused() -> None:
        try:
            one.enable_synch(172677)
        except fusebill.CancelledError:
            return
        os._exit(4)

    AFTER.append(refused)


def exit_with_asyncio() -> None:
    """Leave the loop with calls in flight."""

    async def leave() -> None:
        one = AsyncClient(KEY, base_url=URL)
        tasks = [asyncio.ensure_future(one.enable_synch(SLOW)) for _ in range(8)]
        await asyncio.sleep(0.05)
        del tasks

    begun = time.monotonic()
    atexit.register(prompt_exit, begun)
    asyncio.run(leave())


class SlowPath:
    """A path whose text takes a while."""

    def __fspath__(self) -> str:
        time.sleep(0.8)
        return "/nonexistent"


class SlowEnd:
    """An object whose destruction takes a while: the interpreter exits meanwhile."""

    def __del__(self) -> None:
        time.sleep(0.6)


class SlowHandler(logging.Handler):
    """A log handler that takes a while."""

    def emit(self, record: logging.LogRecord) -> None:
        """Take the time."""
        time.sleep(0.8)


def exit_while_the_library_runs_python() -> None:
    """End while daemon threads are in an iterable of ids, a log handler and a path, called by the library."""

    def ids() -> Iterator[int]:
        while True:
            time.sleep(0.8)
            yield 172677

    def paths() -> None:
        while True:
            with contextlib.suppress(fusebill.Error):
                client(ca_file=SlowPath())

    one = client()
    daemons(lambda: list(one.enable_synch_batch(ids())), count=2)
    daemons(paths, count=2)
    logging.getLogger("fusebill").addHandler(SlowHandler())
    daemons(loop, one, count=2)
    builtins.slow_end = SlowEnd()  # type: ignore[attr-defined]


def fork_with_a_batch() -> None:
    """Drop, close and even read a parent's batch in a child; it continues in the parent."""
    batch = client().enable_synch_batch(range(200001, 200041), concurrency=4)
    outcomes = [next(batch)]
    for use in (lambda: None, batch.close, lambda: next(batch)):
        child = os.fork()
        if child == 0:
            signal.alarm(8)
            with contextlib.suppress(RuntimeError):
                use()
            del use, batch
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            os._exit(4)
    outcomes += batch
    if len(outcomes) != 40:
        os._exit(UNREPORTED)


def an_interrupt_ends_what_never_waits() -> None:
    """Interrupt a batch whose outcomes arrive too fast for it to wait, and one that is being left."""
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    with fusebill.Sandbox(per_minute=0, faults="delay=30000@172677") as sandbox:
        one = fusebill.Client(sandbox.key, base_url=sandbox.url)
        slow = one.enable_synch_batch([200001, 172677])
        next(slow)
        for work in (lambda: list(one.enable_synch_batch(itertools.count(200001))), slow.close):
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            begun = time.monotonic()
            try:
                work()
            except KeyboardInterrupt:
                if time.monotonic() - begun < 8:
                    continue
            sys.exit(4)


def no_thread_can_be_begun() -> None:
    """Fail clearly if a thread is needed and cannot be started; a call needs none."""
    one = client()
    several = AsyncClient(KEY, base_url=URL)
    assert one.enable_synch(172677).is_synch_enabled
    expected = fusebill.IOError
    import datetime  # noqa: F401  # the outcomes of a batch contain times, and the other user may not read this module

    if os.getuid() == 0:
        os.setuid(65534)  # the limit does not apply to root
    resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
    for work in (
        lambda: list(one.enable_synch_batch([200001, 200002])),
        lambda: asyncio.run(several.enable_synch(172677)),
    ):
        try:
            work()
        except expected as error:
            assert "no thread can be started" in str(error), error
        else:
            sys.exit(4)
    assert one.enable_synch(172677).is_synch_enabled


def fork_with_threads() -> None:
    """Call in children of a process whose threads are calling."""
    one = client()
    daemons(loop, one, count=4)
    for _ in range(3):
        child = os.fork()
        if child == 0:
            signal.alarm(8)
            os._exit(0 if one.enable_synch(172677).is_synch_enabled else 4)
        _, status = os.waitpid(child, 0)
        if status:
            os._exit(4)
    os._exit(0)


def signals_at_1_khz() -> None:
    """Run a handler a thousand times a second: it ends no call and loses none."""
    one = client()
    ticks = []
    signal.signal(signal.SIGALRM, lambda *_: ticks.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    while len(ticks) < 100:
        assert one.enable_synch(172677).is_synch_enabled
    outcomes = list(one.enable_synch_batch(range(200001, 200041)))
    signal.setitimer(signal.ITIMER_REAL, 0)
    if len(outcomes) != 40:
        sys.exit(UNREPORTED)


def an_interrupt_in_a_log_handler_is_raised() -> None:
    """KeyboardInterrupt is raised by the call whose log line was being handled."""

    class Interrupting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            raise KeyboardInterrupt

    logger = logging.getLogger("fusebill")
    logger.addHandler(Interrupting())
    one = client()
    for work in (
        lambda: one.enable_synch(12),
        lambda: list(one.enable_synch_batch([12])),
    ):
        try:
            work()
        except KeyboardInterrupt:
            continue
        except fusebill.Error:
            pass
        sys.exit(4)


def a_log_handler_that_calls_back() -> None:
    """Use the library in a log handler."""
    seen = []

    class Calling(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if len(seen) < 5:
                seen.append(record.getMessage())
                assert one.enable_synch(172677).is_synch_enabled

    logger = logging.getLogger("fusebill")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(Calling())
    one = client()
    assert one.enable_synch(172677).is_synch_enabled
    assert seen


def a_batch_is_logged() -> None:
    """Outcomes of a batch are logged like those of single calls."""
    lines = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger = logging.getLogger("fusebill")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(Keeping())
    outcomes = list(client().enable_synch_batch([172677, 12, 200001]))
    assert len(outcomes) == 3
    for customer in ("customer 172677: 200 ", "customer 12: ", "customer 200001: 200 "):
        assert sum(line.startswith(customer) for line in lines) == 1, lines


def a_second_interpreter() -> None:
    """In another interpreter of the process, the import fails with a clear message."""
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        try:
            import _interpreters as interpreters  # type: ignore[import-not-found, no-redef]
        except ImportError:
            return
    assert client().enable_synch(172677).is_synch_enabled
    script = """
try:
    import fusebill
except ImportError as error:
    assert "interpreter" in str(error), error
else:
    raise SystemError("imported")
"""
    for _ in range(2):
        other = interpreters.create()
        failed = interpreters.run_string(other, script)
        assert failed is None, failed
        interpreters.destroy(other)
    assert client().enable_synch(172677).is_synch_enabled


CASES = [
    exit_with_daemon_threads,
    exit_while_daemon_threads_never_wait,
    exit_with_slow_calls,
    exit_with_a_batch_in_a_daemon_thread,
    os_exit,
    calls_at_exit,
    calls_after_exit_began,
    exit_with_asyncio,
    exit_while_the_library_runs_python,
    no_thread_can_be_begun,
    fork_with_threads,
    fork_with_a_batch,
    an_interrupt_ends_what_never_waits,
    signals_at_1_khz,
    an_interrupt_in_a_log_handler_is_raised,
    a_log_handler_that_calls_back,
    a_batch_is_logged,
    a_second_interpreter,
]

if __name__ == "__main__":
    for case in CASES:
        if len(sys.argv) == 1:
            print(case.__name__)
        elif sys.argv[1] == case.__name__:
            case()
