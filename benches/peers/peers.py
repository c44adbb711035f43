"""The Python peers, each as its documentation shows it: N calls by each of T threads.

usage: peers.py NAME N [T]      N = 0 only imports
"""

from __future__ import annotations

import gc
import os
import sys
import threading

HOST, PORT, CA, KEY = (os.environ.get(name, "") for name in ("BENCH_HOST", "BENCH_PORT", "BENCH_CA", "BENCH_KEY"))
PATH = "/v1/Salesforce/EnableSynch/172677"
URL = f"https://{HOST}:{PORT}{PATH}"
HEADERS = {"Authorization": f"Basic {KEY}", "Content-Type": "application/json", "Content-Length": "0"}


def fusebill(calls, threads):
    import fusebill

    if calls:
        client = fusebill.Client(KEY, base_url=f"https://{HOST}:{PORT}", ca_file=CA, max_idle_connections=threads)

    def work():
        for _ in range(calls):
            assert client.enable_synch(172677).salesforce_synch_status == "Enabled"

    return work


def requests_session(calls, threads):
    import requests

    def work():
        session = requests.Session()
        for _ in range(calls):
            answer = session.post(URL, headers=HEADERS, verify=CA, timeout=30)
            assert answer.json()["salesforceSynchStatus"] == "Enabled"

    return work


def vendor(calls, threads):
    """The vendor's own example: requests.request, a connection a call."""
    import requests

    def work():
        for _ in range(calls):
            response = requests.request("POST", URL, headers=HEADERS, verify=CA)
            assert response.json()["salesforceSynchStatus"] == "Enabled"

    return work


def httpx(calls, threads):
    import httpx

    def work():
        with httpx.Client(verify=CA, timeout=30) as client:
            for _ in range(calls):
                assert client.post(URL, headers=HEADERS).json()["salesforceSynchStatus"] == "Enabled"

    return work


def urllib3(calls, threads):
    import json

    import urllib3

    pool = urllib3.PoolManager(ca_certs=CA, maxsize=threads) if calls else None

    def work():
        for _ in range(calls):
            answer = pool.request("POST", URL, headers=HEADERS, timeout=30)
            assert json.loads(answer.data)["salesforceSynchStatus"] == "Enabled"

    return work


def http_client(calls, threads):
    import http.client
    import json
    import ssl

    def work():
        if not calls:
            return
        context = ssl.create_default_context(cafile=CA)
        connection = http.client.HTTPSConnection(HOST, int(PORT), context=context, timeout=30)
        for _ in range(calls):
            connection.request("POST", PATH, headers=HEADERS)
            assert json.loads(connection.getresponse().read())["salesforceSynchStatus"] == "Enabled"

    return work


def pycurl(calls, threads):
    import json
    from io import BytesIO

    import pycurl

    def work():
        curl = pycurl.Curl()
        curl.setopt(pycurl.URL, URL)
        curl.setopt(pycurl.CAINFO, CA)
        curl.setopt(pycurl.POST, 1)
        curl.setopt(pycurl.POSTFIELDS, "")
        curl.setopt(pycurl.TIMEOUT_MS, 30000)
        curl.setopt(pycurl.HTTPHEADER, [f"{name}: {HEADERS[name]}" for name in ("Authorization", "Content-Type")])
        for _ in range(calls):
            body = BytesIO()
            curl.setopt(pycurl.WRITEDATA, body)
            curl.perform()
            assert json.loads(body.getvalue())["salesforceSynchStatus"] == "Enabled"

    return work


def aiohttp(calls, threads):
    import asyncio
    import ssl

    import aiohttp

    async def run():
        context = ssl.create_default_context(cafile=CA)
        connector = aiohttp.TCPConnector(ssl=context, limit=threads)
        async with aiohttp.ClientSession(connector=connector) as session:

            async def work():
                for _ in range(calls):
                    async with session.post(URL, headers=HEADERS) as answer:
                        assert (await answer.json())["salesforceSynchStatus"] == "Enabled"

            await asyncio.gather(*(work() for _ in range(threads)))

    if calls:
        asyncio.run(run())
    return lambda: None


def bare(calls, threads):
    return lambda: None


def main() -> None:
    # From here on, the garbage collector counts and visits only what the peer creates. Otherwise, it would depend on
    # chance in which peer's measurement it visits all objects of the interpreter, for 0.5 ms.
    gc.freeze()
    name, calls, threads = sys.argv[1], int(sys.argv[2]), int((sys.argv[3:] or ["1"])[0])
    work = globals()[name](calls, threads)
    others = [threading.Thread(target=work) for _ in range(threads - 1)] if name != "aiohttp" else []
    for thread in others:
        thread.start()
    work()
    for thread in others:
        thread.join()


if __name__ == "__main__":
    main()
