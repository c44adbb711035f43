"""A stand-in for the API."""

from . import _fusebill
from ._lazy import datetime


class Sandbox:
    """A local stand-in for the API, on a free port of this machine: for experiments, and for your own tests.

    It has the documented customer 172677 and `customers` generated ones, with ids from 200001. `faults` are written as
    in `fusebill sandbox --help`: "503@172677,delay=2000%5".

    >>> with Sandbox() as sandbox:
    ...     Client(sandbox.key, base_url=sandbox.url).enable_synch(172677).is_synch_enabled
    True
    """

    def __init__(
        self,
        *,
        customers: int = 100,
        faults: str = "",
        latency: "float | datetime.timedelta" = 0.0,
        per_minute: int = 1000,
        per_day: int = 180_000,
    ) -> None:
        self._sandbox = _fusebill.Sandbox(customers, faults, latency, per_minute, per_day)

    @property
    def url(self) -> str:
        """Its base URL."""
        return self._sandbox.url()

    @property
    def key(self) -> str:
        """The key that it accepts."""
        return self._sandbox.key()

    @property
    def requests(self) -> int:
        """How many requests were received so far; 0 once it is closed."""
        return self._sandbox.requests()

    @property
    def connections(self) -> int:
        """How many connections were opened so far; 0 once it is closed."""
        return self._sandbox.connections()

    def close(self) -> None:
        """Stop it."""
        self._sandbox.close()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
