"""Turn on the sync of the customers whose ids are given, one a line on standard input."""

import sys

import fusebill


def main() -> int:
    """Give the exit status: that of the first customer that failed."""
    status = 0
    with fusebill.Client() as client:  # the key: FUSEBILL_API_KEY
        for line in sys.stdin:
            try:
                customer = client.enable_synch(int(line))
            except fusebill.NotFoundError:
                print(f"{line.strip()}: no such customer")
                status = status or fusebill.NotFoundError.code
            else:
                name, synch = customer.company_name, customer.salesforce_synch_status
                print(f"{name}: {synch}, {customer.monthly_recurring_revenue}")
    return status


if __name__ == "__main__":
    sys.exit(main())
