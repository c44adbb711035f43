"""Small values: what an answer says beside the customer. They compare, print and pickle."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from ._errors import Error


class _Record:
    __slots__: tuple[str, ...] = ()

    def _fields(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({fields})"


class ApiError(_Record):
    """One of the vendor's Errors."""

    __slots__ = ("key", "value")

    def __init__(self, key: str, value: str) -> None:
        self.key = key
        """The vendor's Key, for example "Api Error"; empty when the server left it out."""
        self.value = value
        """The vendor's Value: the sentence for people."""


class Window(_Record):
    """One limit. None where the server said nothing that could be understood."""

    __slots__ = ("limit", "remaining", "reset")

    def __init__(self, limit: "int | None", remaining: "int | None", reset: "datetime | None") -> None:
        self.limit = limit
        """How many calls the window allows."""
        self.remaining = remaining
        """How many of them are left."""
        self.reset = reset
        """When `remaining` becomes `limit` again, UTC, by the server's clock."""


class Quota(_Record):
    """What is left of the account's limits, as one response said. Other programs share them."""

    __slots__ = ("minute", "day", "at")

    def __init__(self, minute: Window, day: Window, at: "datetime | None") -> None:
        self.minute = minute
        """The current minute."""
        self.day = day
        """The current day."""
        self.at = at
        """The server's time at the answer, UTC."""


class Summary(_Record):
    """How a batch ended."""

    __slots__ = (
        "status",
        "enabled",
        "failed",
        "skipped",
        "failed_before",
        "duplicates",
        "requests",
        "damaged_lines",
        "first_damaged_line",
        "stopped",
        "operation",
        "done",
    )
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        status: int,
        enabled: int,
        failed: dict[str, int],
        skipped: int,
        failed_before: dict[str, int],
        duplicates: int,
        requests: int,
        damaged_lines: int,
        first_damaged_line: "int | None",
        stopped: "Error | None",
        operation: str = "EnableSynch",
        done: "int | None" = None,
    ) -> None:
        self.status = status
        """0: all are done, by this run or an earlier one; 20: some are not; else the code of what stopped it."""
        self.enabled = enabled
        """Customers whose sync this run turned on."""
        self.failed = failed
        """The others that this run called, counted by the name of their outcome."""
        self.skipped = skipped
        """Ids that an earlier run had done."""
        self.failed_before = failed_before
        """Ids that an earlier run had finished with another outcome, counted by its name."""
        self.duplicates = duplicates
        """Ids that came more than once."""
        self.requests = requests
        """Requests made, retries included."""
        self.damaged_lines = damaged_lines
        """Lines of the results file that could not be read, from earlier runs. Their customers are called again."""
        self.first_damaged_line = first_damaged_line
        """The number of the first of them, counted from 1."""
        self.stopped = stopped
        """Why it ended before the ids did."""
        self.operation = operation
        """The vendor's word for the call that was made for each."""
        self.done = enabled if done is None else done
        """Customers for whom this run did it: after EnableSynch, the same as `enabled`."""


class CheckStage(_Record):
    """One step of a check."""

    __slots__ = ("name", "detail", "error", "elapsed")

    def __init__(self, name: str, detail: str, error: "Error | None", elapsed: float) -> None:
        self.name = name
        """configuration, key, dns, tcp, proxy, tls, api, clock, quota or results."""
        self.detail = detail
        """What was found, in words without the key; or why it does not work."""
        self.error = error
        """Why it does not work; None when it does."""
        self.elapsed = elapsed
        """Seconds."""


class CustomersSummary(_Record):
    """What came of a list of customers."""

    __slots__ = ("customers", "received", "count", "duplicates", "requests", "is_whole")

    def __init__(
        self,
        customers: int,
        received: int,
        count: "int | None",
        duplicates: int,
        requests: int,
        is_whole: bool,
    ) -> None:
        self.customers = customers
        """Customers that were given: those that were asked for."""
        self.received = received
        """Customers that the server sent, each counted once."""
        self.count = count
        """How many the server said there are; None when it did not say."""
        self.duplicates = duplicates
        """Customers that came more than once."""
        self.requests = requests
        """Requests made, retries included."""
        self.is_whole = is_whole
        """Whether as many came as the server said there are."""


for _record in (ApiError, Window, Quota, Summary, CheckStage, CustomersSummary):
    _record.__module__ = "fusebill"
