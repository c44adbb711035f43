"""Closed sets of names, for annotations.

Written by scripts/generate from the description in crates/core; change it there.
"""

from typing import Literal

KindName = Literal[
    "invalid_argument",
    "unauthorized",
    "not_found",
    "rejected",
    "rate_limited",
    "server",
    "timeout",
    "connection",
    "tls",
    "bad_response",
    "cancelled",
    "io",
    "internal",
]
"""The name of a kind of error."""

Limit = Literal["minute", "day"]
"""A limit of the account."""

Operation = Literal["EnableSynch", "DisableSynch", "Resynch", "Latch", "Customer"]
"""The vendor's name of a call."""

OutcomeName = Literal[
    "ok",
    "not_enabled",
    "not_disabled",
    "invalid_argument",
    "unauthorized",
    "not_found",
    "rejected",
    "rate_limited",
    "server",
    "timeout",
    "connection",
    "tls",
    "bad_response",
    "cancelled",
    "io",
    "internal",
]
"""The name of the code of an outcome."""

Sent = Literal["no", "yes", "unknown"]
"""Whether a request reached the server."""

SynchStatus = Literal["all", "enabled", "not-enabled"]
"""The salesforce_synch_status by which a list is filtered."""
