"""A batch, and the outcome of one of its customers."""

from _collections_abc import Iterator

from . import _fusebill
from ._customer import Customer
from ._error import Error
from ._lazy import datetime, names, typing, values
from .generated.values import OutcomeLine


class Outcome(OutcomeLine):
    """The outcome of one customer of a batch: its line in a results file, and what is not written there.

    Its JSON and repr contain no name, email address or phone number.
    """

    __slots__ = ("_json", "customer", "error", "operation")
    __match_args__ = ("id", "code", "name")

    _json: str
    operation: "names.Operation | None"
    """The vendor's name of the call: EnableSynch, DisableSynch, … None if it was read from JSON."""
    customer: "Customer | None"
    """The customer, if the server returned one."""
    error: "Error | None"
    """Why it is not done: the exception that a single call would have raised, or NotEnabledError, NotDisabledError."""

    def __init__(
        self,
        id: int,
        code: int = 0,
        name: "names.OutcomeName" = "ok",
        http_status: "int | None" = None,
        message: "str | None" = None,
        salesforce_id: "str | None" = None,
        salesforce_synch_status: "str | None" = None,
        requested_salesforce_id: "str | None" = None,
        attempts: int = 1,
        sent: "names.Sent" = "yes",
        at: "datetime.datetime | None" = None,
        elapsed: float = 0.0,
        is_final: bool = True,
        operation: "names.Operation | None" = None,
        customer: "Customer | None" = None,
        error: "Error | None" = None,
        json: str = "",
    ) -> None:
        line = (http_status, message, salesforce_id, salesforce_synch_status, requested_salesforce_id)
        self._set(id, code, name, *line, attempts, sent, at, elapsed, is_final)
        for attribute, value in (("operation", operation), ("customer", customer), ("error", error), ("_json", json)):
            object.__setattr__(self, attribute, value)

    @property
    def is_done(self) -> bool:
        """Whether the customer has the requested state: after EnableSynch, the sync is on."""
        return self.code == 0

    def _values(self) -> "tuple[object, ...]":
        return (*super()._values(), self.operation, self.customer, self.error, self._json)

    def __repr__(self) -> str:
        return f"Outcome(id={self.id}, name={self.name!r})"

    def to_dict(self) -> "dict[str, typing.Any]":
        """Return the outcome as a dict: its line in the results file."""
        import json

        if self._json:
            members: dict[str, typing.Any] = json.loads(self._json)
            return members
        members = super().to_dict()
        if self.requested_salesforce_id is None:
            del members["requestedSalesforceId"]
        return members

    def to_json(self) -> str:
        """Return the outcome as JSON, the same bytes as its line in the results file."""
        return self._json or super().to_json()

    @classmethod
    def from_json(cls, text: "str | bytes") -> "Outcome":
        """Create an outcome from a line of a results file; raises ValueError for any other text."""
        made = super().from_json(text)
        object.__setattr__(made, "_json", text.decode("utf-8-sig") if isinstance(text, bytes) else text)
        return made


class Batch:
    """The outcomes of a batch, in the order of completion; from Client.enable_synch_batch and its like.

    Leaving a loop over it, close() and the end of a with statement stop it cleanly: calls in flight are completed and
    recorded, and `summary` says how it ended. stop() lets the loop continue with the outcomes in flight, and ends it
    without an exception. run() reads all outcomes. A batch that nobody reads makes one call at most, and warns
    (RuntimeWarning). `len()` is the number of ids, if they have a length.
    """

    __slots__ = ("__weakref__", "_batch")

    def __init__(self, batch: _fusebill.Batch) -> None:
        self._batch = batch

    def __iter__(self) -> "Iterator[Outcome]":
        return iter(self._batch)

    def __next__(self) -> Outcome:
        return next(self._batch)

    def __len__(self) -> int:
        return self._batch.length()

    def __bool__(self) -> bool:
        return True

    def run(self) -> "values.Summary":
        """Call every customer, and return how it ended.

        The outcomes are in the results file, if there is one; to see them, iterate over the batch instead. Raises what
        the loop would raise.
        """
        return self._batch.run()

    def stop(self) -> None:
        """Start no more calls; the outcomes of those in flight are still returned. Call it from any thread."""
        self._batch.stop()

    def close(self) -> None:
        """Stop it, and wait until calls in flight are recorded; Ctrl-C ends that, too. Reports no more outcomes."""
        self._batch.close()

    @property
    def summary(self) -> "values.Summary | None":
        """How it ended; None before that. Do not read it while another thread waits for an outcome."""
        return self._batch.summary()

    def __enter__(self) -> "Batch":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
