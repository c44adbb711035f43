"""What a client can do: the vendor's calls and their batches, lists, and the options of all of them.

Written by scripts/generate from the description in crates/core; change it there.
"""

import os
from _collections_abc import Iterable

from .._batch import Batch
from .._cancel import CancelToken
from .._customer import Accepted, Customer, Customers
from .._lazy import datetime, names, typing


class Calls:
    """What Client can do."""

    __slots__ = ()

    def _open(self, api_key: "str | None", options: "dict[str, typing.Any]") -> "None":
        raise NotImplementedError

    def _call(
        self,
        operation: "names.Operation",
        cancel: "CancelToken | None",
        customer_id: "int | None",
        salesforce_id: "str | None" = None,
        force: "bool" = False,
    ) -> "typing.Any":
        raise NotImplementedError

    def _list(self, cancel: "CancelToken | None", options: "dict[str, typing.Any]") -> "Customers":
        raise NotImplementedError

    def _batch(
        self,
        operation: "names.Operation",
        ids: "Iterable[typing.Any]",
        progress: "bool",
        options: "dict[str, typing.Any]",
    ) -> "Batch":
        raise NotImplementedError

    def __init__(
        self,
        api_key: "str | None" = None,
        *,
        base_url: "str | None" = None,
        timeout: "float | datetime.timedelta | None" = None,
        connect_timeout: "float | datetime.timedelta | None" = None,
        max_attempts: "int | None" = None,
        proxy: "str | None" = None,
        ca_file: "str | os.PathLike[str] | None" = None,
        user_agent: "str | None" = None,
        max_idle_connections: "int | None" = None,
    ) -> "None":
        """Create a client.

        - api_key: as the vendor shows it, with or without a leading "Basic "; None for the environment variable
          FUSEBILL_API_KEY.
        - base_url: the base URL of the API; https only, except for loopback. Default: FUSEBILL_BASE_URL, else
          https://secure.fusebill.com.
        - timeout: seconds, or a timedelta: the deadline of a whole call, including retries and waits. 0.001 to 3,600;
          default 30.
        - connect_timeout: seconds, or a timedelta: the deadline for connecting: DNS, TCP, proxy and TLS. 0.001 to
          3,600; default 10.
        - max_attempts: maximum number of requests per call; 1 turns off retries. 1 to 100; default 3.
        - proxy: a CONNECT proxy, http://[user:password@]host:port. Default: HTTPS_PROXY or ALL_PROXY, and NO_PROXY;
          "" for none.
        - ca_file: a PEM file of certificates to trust in addition to the system's, for a private CA.
        - user_agent: name and version of your program, placed before libfusebill/VERSION in the User-Agent header.
        - max_idle_connections: maximum number of idle connections kept open; at least the number of threads that
          share the client. 0 to 10,000; default 64.

        Raises InvalidArgumentError for an invalid argument, IOError for an unreadable ca_file. Does not connect yet.
        A forked child may use its parent's client and opens its own connections. A pickled client has no key and no
        proxy: it reads both from the environment where it is unpickled.
        """
        self._open(
            api_key,
            {
                "base_url": base_url,
                "timeout": timeout,
                "connect_timeout": connect_timeout,
                "max_attempts": max_attempts,
                "proxy": proxy,
                "ca_file": ca_file,
                "user_agent": user_agent,
                "max_idle_connections": max_idle_connections,
            },
        )

    def enable_synch(self, customer_id: "int", *, cancel: "CancelToken | None" = None) -> "Customer":
        """Turn on Salesforce sync for a customer, and wait for the response.

        POST /v1/Salesforce/EnableSynch/{customerId}.

        In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
        Salesforce may create one: a duplicate, if there is one already, so Latch first.

        - customer_id: the Fusebill id, 1 or more.
        - cancel: a CancelToken that ends this call, and no other, within 0.2 s.

        The customer's status may not be Enabled: check is_synch_enabled.

        Raises a subclass of Error, whose sent says whether the request reached the server; repeating the call is
        harmless. Other threads run meanwhile, and Ctrl-C ends it within 0.2 s.
        """
        made: Customer = self._call("EnableSynch", cancel, customer_id)
        return made

    def disable_synch(self, customer_id: "int", *, cancel: "CancelToken | None" = None) -> "Customer":
        """Turn off Salesforce sync for a customer, and wait for the response.

        POST /v1/Salesforce/DisableSynch/{customerId}.

        In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
        deleted, and the link stays. The vendor says so of the button on its page, and not of this call.

        - customer_id: the Fusebill id, 1 or more.
        - cancel: a CancelToken that ends this call, and no other, within 0.2 s.

        The vendor does not document the salesforce_synch_status of a disabled customer: check is_synch_enabled.

        Raises a subclass of Error, whose sent says whether the request reached the server; repeating the call is
        harmless. Other threads run meanwhile, and Ctrl-C ends it within 0.2 s.
        """
        made: Customer = self._call("DisableSynch", cancel, customer_id)
        return made

    def resynch(
        self,
        customer_id: "int | None" = None,
        *,
        salesforce_id: "str | None" = None,
        cancel: "CancelToken | None" = None,
    ) -> "Accepted":
        """Send a customer to Salesforce again, and wait for the response.

        POST /v1/Salesforce/Resynch.

        In Salesforce: the customer's data is sent there again. What this does for a customer without an account is
        not documented.

        - customer_id: the Fusebill id, or None.
        - salesforce_id: the id of the Salesforce account instead, 15 or 18 letters and digits.
        - cancel: a CancelToken that ends this call, and no other, within 0.2 s.

        The vendor does not document the response: it may be the customer, any other text, or empty.

        Raises a subclass of Error, whose sent says whether the request reached the server; repeating the call is
        harmless. Other threads run meanwhile, and Ctrl-C ends it within 0.2 s.
        """
        made: Accepted = self._call("Resynch", cancel, customer_id, salesforce_id)
        return made

    def latch(
        self, customer_id: "int", salesforce_id: "str", *, force: "bool" = False, cancel: "CancelToken | None" = None
    ) -> "Accepted":
        """Link a customer to a Salesforce account, and wait for the response.

        POST /v1/Salesforce/Latch.

        In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.

        - customer_id: the Fusebill id, 1 or more.
        - salesforce_id: the id of the Salesforce account, 15 or 18 letters and digits.
        - force: replace the Salesforce id that the customer already has; without it, that is an error.
        - cancel: a CancelToken that ends this call, and no other, within 0.2 s.

        The vendor does not document the response: it may be the customer, any other text, or empty.

        Raises a subclass of Error, whose sent says whether the request reached the server; repeating the call is
        harmless. Other threads run meanwhile, and Ctrl-C ends it within 0.2 s.
        """
        made: Accepted = self._call("Latch", cancel, customer_id, salesforce_id, force)
        return made

    def get_customer(self, customer_id: "int", *, cancel: "CancelToken | None" = None) -> "Customer":
        """Read a customer, and wait for the response.

        GET /v1/customers/{customerId}.

        - customer_id: the Fusebill id, 1 or more.
        - cancel: a CancelToken that ends this call, and no other, within 0.2 s.

        Raises a subclass of Error, whose sent says whether the request reached the server; repeating the call is
        harmless. Other threads run meanwhile, and Ctrl-C ends it within 0.2 s.
        """
        made: Customer = self._call("Customer", cancel, customer_id)
        return made

    def list_customers(
        self,
        *,
        synch_status: "names.SynchStatus" = "all",
        not_linked: "bool" = False,
        status: "str | None" = None,
        ids: "Iterable[int] | None" = None,
        page_size: "int | None" = None,
        cancel: "CancelToken | None" = None,
    ) -> "Customers":
        """List the account's customers (GET /v1/customers/), page by page.

        - synch_status: only customers whose salesforceSynchStatus is Enabled, or is not.
        - not_linked: only customers without a salesforceId. A customer can be Enabled but not linked.
        - status: only customers with this status, for example Active. The server filters the list, and the result is
          checked.
        - ids: only these customers, by their Fusebill ids, in sets of at most 100 per request; an id that comes twice
          is read once. One that does not exist is left out: the summary's received is less than count.
        - page_size: maximum number of customers per page. The default is the maximum that the vendor documents. 1 to
          1,000; default 1,000.
        - cancel: a CancelToken that ends it within 0.2 s.

        Keeps only the ids in memory: a customer that appears twice because the list changed meanwhile is returned
        once. Each page may take the client's timeout; if the minute's limit is used up, it waits until the limit
        resets. An error is raised in place of the next customer, and ends the list. summary has the totals.
        """
        return self._list(
            cancel,
            {
                "synch_status": synch_status,
                "not_linked": not_linked,
                "status": status,
                "ids": ids,
                "page_size": page_size,
            },
        )

    def enable_synch_batch(
        self,
        ids: "Iterable[int]",
        *,
        concurrency: "int | None" = None,
        max_per_minute: "int | None" = None,
        results_file: "str | os.PathLike[str] | None" = None,
        resume: "bool" = False,
        retry_failed: "bool" = False,
        new_key: "bool" = False,
        new_host: "bool" = False,
        stop_after_failures: "int | None" = None,
        wait: "bool" = False,
        progress: "bool" = False,
    ) -> "Batch":
        """Turn on Salesforce sync for many customers, within the account's quota and with a results file.

        Returns the outcomes in the order of completion: iterate over them, or call run() for the summary alone.

        In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
        Salesforce may create one: a duplicate, if there is one already, so Latch first.

        - ids: any iterable of ints, or of rows with one column. An id that appears twice is called once.
        - concurrency: maximum number of calls in flight at once. 1 to 256; default 8.
        - max_per_minute: maximum number of calls per minute, evenly spaced, regardless of the account's quota. Use it
          when several workers share a quota. 1 to 1,000,000.
        - results_file: the file to write one JSON line per outcome to, before it is reported; see docs/batch.md.
          Created with mode 0600.
        - resume: continue with an existing results file: skip customers that are done or rejected, and repeat other
          failures.
        - retry_failed: with resume, also repeat not_found, rejected, not_enabled and not_disabled.
        - new_key: with resume, accept a file written with another key, because the account's key was replaced. The
          file records the change with the first customer that is done with the new key.
        - new_host: with resume, accept a file written for another host, because the API's host was renamed. The key
          must be the same, unless new_key is set, too. The file records the change with the first customer that is
          done with the new host.
        - stop_after_failures: stop after this number of failed customers.
        - wait: when the daily limit is reached, wait until it resets instead of stopping.
        - progress: show a progress bar if tqdm is installed.

        The iterable is read as calls are made. A value that is not an id ends the batch, like an exception of the
        iterable: calls in flight are completed and recorded, and InvalidArgumentError with the value and its position
        is raised at the end. Leaving the loop stops the batch in the same way. A batch that is stopped by something
        else (unauthorized, the day's limit, a results file that cannot be written) raises that at the end.
        """
        return self._batch(
            "EnableSynch",
            ids,
            progress,
            {
                "concurrency": concurrency,
                "max_per_minute": max_per_minute,
                "results_file": results_file,
                "resume": resume,
                "retry_failed": retry_failed,
                "new_key": new_key,
                "new_host": new_host,
                "stop_after_failures": stop_after_failures,
                "wait": wait,
            },
        )

    def disable_synch_batch(
        self,
        ids: "Iterable[int]",
        *,
        concurrency: "int | None" = None,
        max_per_minute: "int | None" = None,
        results_file: "str | os.PathLike[str] | None" = None,
        resume: "bool" = False,
        retry_failed: "bool" = False,
        new_key: "bool" = False,
        new_host: "bool" = False,
        stop_after_failures: "int | None" = None,
        wait: "bool" = False,
        progress: "bool" = False,
    ) -> "Batch":
        """Turn off Salesforce sync for many customers, within the account's quota and with a results file.

        Returns the outcomes in the order of completion: iterate over them, or call run() for the summary alone.

        In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
        deleted, and the link stays. The vendor says so of the button on its page, and not of this call.

        - ids: any iterable of ints, or of rows with one column. An id that appears twice is called once.
        - concurrency: maximum number of calls in flight at once. 1 to 256; default 8.
        - max_per_minute: maximum number of calls per minute, evenly spaced, regardless of the account's quota. Use it
          when several workers share a quota. 1 to 1,000,000.
        - results_file: the file to write one JSON line per outcome to, before it is reported; see docs/batch.md.
          Created with mode 0600.
        - resume: continue with an existing results file: skip customers that are done or rejected, and repeat other
          failures.
        - retry_failed: with resume, also repeat not_found, rejected, not_enabled and not_disabled.
        - new_key: with resume, accept a file written with another key, because the account's key was replaced. The
          file records the change with the first customer that is done with the new key.
        - new_host: with resume, accept a file written for another host, because the API's host was renamed. The key
          must be the same, unless new_key is set, too. The file records the change with the first customer that is
          done with the new host.
        - stop_after_failures: stop after this number of failed customers.
        - wait: when the daily limit is reached, wait until it resets instead of stopping.
        - progress: show a progress bar if tqdm is installed.

        The iterable is read as calls are made. A value that is not an id ends the batch, like an exception of the
        iterable: calls in flight are completed and recorded, and InvalidArgumentError with the value and its position
        is raised at the end. Leaving the loop stops the batch in the same way. A batch that is stopped by something
        else (unauthorized, the day's limit, a results file that cannot be written) raises that at the end.
        """
        return self._batch(
            "DisableSynch",
            ids,
            progress,
            {
                "concurrency": concurrency,
                "max_per_minute": max_per_minute,
                "results_file": results_file,
                "resume": resume,
                "retry_failed": retry_failed,
                "new_key": new_key,
                "new_host": new_host,
                "stop_after_failures": stop_after_failures,
                "wait": wait,
            },
        )

    def resynch_batch(
        self,
        ids: "Iterable[int]",
        *,
        concurrency: "int | None" = None,
        max_per_minute: "int | None" = None,
        results_file: "str | os.PathLike[str] | None" = None,
        resume: "bool" = False,
        retry_failed: "bool" = False,
        new_key: "bool" = False,
        new_host: "bool" = False,
        stop_after_failures: "int | None" = None,
        wait: "bool" = False,
        progress: "bool" = False,
    ) -> "Batch":
        """Send many customers to Salesforce again, within the account's quota and with a results file.

        Returns the outcomes in the order of completion: iterate over them, or call run() for the summary alone.

        In Salesforce: the customer's data is sent there again. What this does for a customer without an account is
        not documented.

        - ids: any iterable of ints, or of rows with one column. An id that appears twice is called once.
        - concurrency: maximum number of calls in flight at once. 1 to 256; default 8.
        - max_per_minute: maximum number of calls per minute, evenly spaced, regardless of the account's quota. Use it
          when several workers share a quota. 1 to 1,000,000.
        - results_file: the file to write one JSON line per outcome to, before it is reported; see docs/batch.md.
          Created with mode 0600.
        - resume: continue with an existing results file: skip customers that are done or rejected, and repeat other
          failures.
        - retry_failed: with resume, also repeat not_found, rejected, not_enabled and not_disabled.
        - new_key: with resume, accept a file written with another key, because the account's key was replaced. The
          file records the change with the first customer that is done with the new key.
        - new_host: with resume, accept a file written for another host, because the API's host was renamed. The key
          must be the same, unless new_key is set, too. The file records the change with the first customer that is
          done with the new host.
        - stop_after_failures: stop after this number of failed customers.
        - wait: when the daily limit is reached, wait until it resets instead of stopping.
        - progress: show a progress bar if tqdm is installed.

        The iterable is read as calls are made. A value that is not an id ends the batch, like an exception of the
        iterable: calls in flight are completed and recorded, and InvalidArgumentError with the value and its position
        is raised at the end. Leaving the loop stops the batch in the same way. A batch that is stopped by something
        else (unauthorized, the day's limit, a results file that cannot be written) raises that at the end.
        """
        return self._batch(
            "Resynch",
            ids,
            progress,
            {
                "concurrency": concurrency,
                "max_per_minute": max_per_minute,
                "results_file": results_file,
                "resume": resume,
                "retry_failed": retry_failed,
                "new_key": new_key,
                "new_host": new_host,
                "stop_after_failures": stop_after_failures,
                "wait": wait,
            },
        )

    def latch_batch(
        self,
        pairs: "Iterable[tuple[int, str]]",
        *,
        force: "bool" = False,
        concurrency: "int | None" = None,
        max_per_minute: "int | None" = None,
        results_file: "str | os.PathLike[str] | None" = None,
        resume: "bool" = False,
        retry_failed: "bool" = False,
        new_key: "bool" = False,
        new_host: "bool" = False,
        stop_after_failures: "int | None" = None,
        wait: "bool" = False,
        progress: "bool" = False,
    ) -> "Batch":
        """Link many customers to their accounts in Salesforce, within the account's quota and with a results file.

        Returns the outcomes in the order of completion: iterate over them, or call run() for the summary alone.

        In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.

        - pairs: any iterable of pairs (customer_id, salesforce_id), or of rows with two columns. A customer who
          appears twice ends the batch.
        - force: replace the Salesforce id that a customer already has; without it, that customer fails.
        - concurrency: maximum number of calls in flight at once. 1 to 256; default 8.
        - max_per_minute: maximum number of calls per minute, evenly spaced, regardless of the account's quota. Use it
          when several workers share a quota. 1 to 1,000,000.
        - results_file: the file to write one JSON line per outcome to, before it is reported; see docs/batch.md.
          Created with mode 0600.
        - resume: continue with an existing results file: skip customers that are done or rejected, and repeat other
          failures.
        - retry_failed: with resume, also repeat not_found, rejected, not_enabled and not_disabled.
        - new_key: with resume, accept a file written with another key, because the account's key was replaced. The
          file records the change with the first customer that is done with the new key.
        - new_host: with resume, accept a file written for another host, because the API's host was renamed. The key
          must be the same, unless new_key is set, too. The file records the change with the first customer that is
          done with the new host.
        - stop_after_failures: stop after this number of failed customers.
        - wait: when the daily limit is reached, wait until it resets instead of stopping.
        - progress: show a progress bar if tqdm is installed.

        The iterable is read as calls are made. A value that is not an id ends the batch, like an exception of the
        iterable: calls in flight are completed and recorded, and InvalidArgumentError with the value and its position
        is raised at the end. Leaving the loop stops the batch in the same way. A batch that is stopped by something
        else (unauthorized, the day's limit, a results file that cannot be written) raises that at the end.
        """
        return self._batch(
            "Latch",
            pairs,
            progress,
            {
                "force": force,
                "concurrency": concurrency,
                "max_per_minute": max_per_minute,
                "results_file": results_file,
                "resume": resume,
                "retry_failed": retry_failed,
                "new_key": new_key,
                "new_host": new_host,
                "stop_after_failures": stop_after_failures,
                "wait": wait,
            },
        )
