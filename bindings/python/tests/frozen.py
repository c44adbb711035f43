"""A program that scripts/test-python freezes with PyInstaller: the documented call, and an error."""

import fusebill

with fusebill.Sandbox() as sandbox:
    client = fusebill.Client(sandbox.key, base_url=sandbox.url)
    assert client.enable_synch(172677).salesforce_synch_status == "Enabled"
    try:
        client.enable_synch(12)
    except fusebill.NotFoundError as error:
        assert error.customer_id == 12
    else:
        raise AssertionError("customer 12 was found")
