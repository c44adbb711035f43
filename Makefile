# Thin doors to the tools behind them.
.PHONY: demo test

# Turns on the sync of the documented customer: the real client against the embedded sandbox, over a socket.
demo:
	@cargo run --quiet -p fusebill-cli -- enable-synch 172677 --sandbox

# Installs what is missing and runs every test.
test:
	@scripts/test
