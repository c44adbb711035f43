"""Ctrl-C, fork, and the end of the interpreter while a call is in flight."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

import fusebill
from conftest import Start

PROGRAM = """
import signal, sys, time, fusebill
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job of a shell ignores it
client = fusebill.Client(max_attempts=100)
print("ready", flush=True)
try:
    WAIT
except KeyboardInterrupt:
    print("interrupted", flush=True)
    assert client.enable_synch(200001).is_synch_enabled, "the client works afterwards"
    print("works", flush=True)
"""

WAITS = {
    "head": ("delay=60000@172677", "client.enable_synch(172677)"),
    "body": ("drip@172677", "client.enable_synch(172677)"),
    "retry": ("503@172677", "client.enable_synch(172677)"),
    "batch": ("delay=60000@172677", "list(client.enable_synch_batch([172677]))"),
}


def environment(sandbox: fusebill.Sandbox) -> dict[str, str]:
    return {**os.environ, "FUSEBILL_API_KEY": sandbox.key, "FUSEBILL_BASE_URL": sandbox.url}


@pytest.mark.parametrize("where", WAITS)
def test_ctrl_c_ends_a_wait(where: str, faulty: Start) -> None:
    faults, wait = WAITS[where]
    sandbox, _ = faulty(faults)
    command = [sys.executable, "-c", PROGRAM.replace("WAIT", wait)]
    with subprocess.Popen(command, env=environment(sandbox), stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        time.sleep(0.3)
        begin = time.monotonic()
        program.send_signal(signal.SIGINT)
        assert program.stdout.readline() == "interrupted\n"
        assert time.monotonic() - begin < 15
        assert program.stdout.readline() == "works\n"
        assert program.wait(10) == 0


def test_a_signal_handler_that_does_not_raise_ends_nothing(faulty: Start) -> None:
    sandbox, _ = faulty("delay=600@172677")
    script = """
import signal, fusebill
signal.signal(signal.SIGALRM, lambda *_: print("handled", flush=True))
signal.setitimer(signal.ITIMER_REAL, 0.2)
print(fusebill.Client().enable_synch(172677).is_synch_enabled)
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environment(sandbox), check=True, capture_output=True, text=True, timeout=30
    )
    assert ended.stdout == "handled\nTrue\n"


@pytest.mark.parametrize("kind", ["thread", "async", "batch"])
def test_the_interpreter_may_end_while_a_call_is_in_flight(kind: str, faulty: Start) -> None:
    sandbox, _ = faulty("delay=60000@172677")
    script = {
        "thread": "threading.Thread(target=client.enable_synch, args=(172677,), daemon=True).start()",
        "async": "begin = client._client.begin\n"
        "begin('EnableSynch', 172677, None, False, 0.0, fusebill.CancelToken()._token, lambda *_: None)",
        "batch": "threading.Thread(target=lambda: list(client.enable_synch_batch([172677])), daemon=True).start()",
    }[kind]
    script = f"import fusebill, threading, time\nclient = fusebill.Client()\n{script}\ntime.sleep(0.2)"
    for _ in range(3):
        begin = time.monotonic()
        ended = subprocess.run(
            [sys.executable, "-c", script], env=environment(sandbox), check=False, capture_output=True, timeout=30
        )
        assert ended.returncode == 0, ended.stderr
        assert time.monotonic() - begin < 15


def call_in_child(client: fusebill.Client, results: multiprocessing.Queue[str]) -> None:
    try:
        results.put(str(client.enable_synch(172677).is_synch_enabled))
    except BaseException as error:
        results.put(repr(error))


def test_a_child_of_fork_has_connections_of_its_own(sandbox: fusebill.Sandbox, client: fusebill.Client) -> None:
    assert client.enable_synch(172677).is_synch_enabled
    fork = multiprocessing.get_context("fork")
    for _ in range(3):
        results = fork.Queue()
        child = fork.Process(target=call_in_child, args=(client, results))
        child.start()
        assert client.enable_synch(172677).is_synch_enabled
        assert results.get(timeout=10) == "True"
        child.join(10)
        assert child.exitcode == 0
    assert client.enable_synch(172677).is_synch_enabled
    assert sandbox.connections == 4, "the parent's one, and one a child"


def test_a_child_of_fork_leaves_its_parents_sandbox_alone() -> None:
    script = """
import os, sys, fusebill
with fusebill.Sandbox() as sandbox:
    client = fusebill.Client(sandbox.key, base_url=sandbox.url)
    child = os.fork()
    if not child:
        sys.exit(5)  # leaves the block
    print(os.WEXITSTATUS(os.waitpid(child, 0)[1]), client.enable_synch(172677).salesforce_synch_status)
"""
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert output.stdout == "5 Enabled\n", output.stderr
    assert "panic" not in output.stderr.lower(), output.stderr


def test_a_fork_while_other_threads_call_hangs_nobody(sandbox: fusebill.Sandbox, client: fusebill.Client) -> None:
    import threading

    over = threading.Event()

    def call() -> None:
        while not over.is_set():
            client.enable_synch(172677)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(30):
            child = os.fork()
            if child == 0:
                os._exit(0 if client.enable_synch(172677).is_synch_enabled else 1)
            deadline = time.monotonic() + 10
            while (ended := os.waitpid(child, os.WNOHANG))[0] == 0:
                assert time.monotonic() < deadline, "the child hangs"
                time.sleep(0.002)
            assert ended[1] == 0
    finally:
        over.set()
        for thread in threads:
            thread.join()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_a_child_of_fork_does_not_wait_for_what_its_parent_has_in_flight() -> None:
    # The parent's first call: until it is answered, nothing is known of the account's limits.
    script = """
import os, signal, threading, time, fusebill
with fusebill.Sandbox(customers=5, faults="delay=60000@200005") as sandbox:
    client = fusebill.Client(sandbox.key, base_url=sandbox.url)
    threading.Thread(target=lambda: client.enable_synch(200005), daemon=True).start()
    while not sandbox.requests:
        time.sleep(0.01)
    for work in (
        lambda: [outcome.is_done for outcome in client.enable_synch_batch([200001, 200002])],
        lambda: [customer.id for customer in client.list_customers(ids=[200001])],
    ):
        child = os.fork()
        if not child:
            signal.alarm(30)
            os._exit(len(work()))
        print(os.waitpid(child, 0)[1] // 256)
    os._exit(0)
"""
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100, check=True)
    assert output.stdout.split() == ["2", "1"], output


def test_a_list_that_was_begun_before_a_fork_goes_on_in_both() -> None:
    script = """
import os, fusebill
with fusebill.Sandbox(customers=50) as sandbox:
    customers = fusebill.Client(sandbox.key, base_url=sandbox.url).list_customers(page_size=10)
    next(customers)
    child = os.fork()
    rest = len(list(customers))
    if not child:
        os._exit(rest)
    print(rest, os.waitpid(child, 0)[1] // 256, sandbox.connections)
"""
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100, check=True)
    assert output.stdout.split() == ["50", "50", "2"], output


def test_a_batch_that_waits_for_anothers_first_answer_uses_no_processor() -> None:
    script = """
import threading, time, fusebill
with fusebill.Sandbox(customers=5, faults="delay=3000@200005") as sandbox:
    client = fusebill.Client(sandbox.key, base_url=sandbox.url)
    first = threading.Thread(target=lambda: list(client.enable_synch_batch([200005])))
    first.start()
    while not sandbox.requests:
        time.sleep(0.01)
    begun = time.process_time()
    done = len(list(client.enable_synch_batch([200001])))
    print(done, time.process_time() - begun < 0.5)
    first.join()
"""
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100, check=True)
    assert output.stdout.split() == ["1", "True"], output


def test_an_interrupt_while_the_ids_are_waited_for_ends_the_calls(faulty: Start) -> None:
    sandbox, _ = faulty("delay=60000@172677")
    script = """
import signal, time, fusebill
def ids():
    yield 172677
    signal.raise_signal(signal.SIGINT)
    time.sleep(60)
begin = time.monotonic()
try:
    print(list(fusebill.Client().enable_synch_batch(ids())))
except KeyboardInterrupt:
    print("interrupted", time.monotonic() - begin < 15)
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environment(sandbox), check=True, capture_output=True, text=True, timeout=60
    )
    assert ended.stdout == "interrupted True\n", ended
