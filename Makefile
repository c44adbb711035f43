# Thin doors to the tools behind them.
.PHONY: help demo check test test-rust test-command test-network test-c test-cpp test-legacy test-python test-dotnet \
	test-platforms bench bench-check bench-record fuzz soak coverage install uninstall dist header abi

# This list.
help:
	@awk '/^#/ { about = about substr($$0, 2) } /^[a-z][a-z -]*:/ { split($$0, names, ":"); printf "%s\n   %s\n", names[1], about } \
		!/^#/ { about = "" }' $(MAKEFILE_LIST)

PREFIX ?= /usr/local

# Turns on the sync of the documented customer: the real client against the embedded sandbox, over a socket.
demo:
	@cargo run --quiet -p fusebill-cli -- enable-synch 172677 --sandbox

# What is worth knowing within a minute; installs nothing.
check:
	@scripts/check

# Installs what is missing and runs every test.
test:
	@scripts/test

# A part of it: everything in Rust.
test-rust:
	cargo test --workspace --quiet

# A part of it: the command.
test-command:
	cargo test --quiet -p fusebill-cli

# A part of it: nginx, squid, curl and requests in front of the sandbox, and a network that misbehaves.
test-network:
	cargo test --quiet -p fusebill-network-tests

# A part of it: one binding.
test-c test-cpp test-legacy test-python test-dotnet:
	@scripts/setup
	cargo build --quiet -p fusebill-cli
	scripts/$@

# The other platforms, of what `make dist` made: make test-platforms PLATFORMS="musl windows"
test-platforms:
	@scripts/test-platforms $(PLATFORMS)

# The C library, its headers and what finds them, the command with its manual pages and completions:
# make install PREFIX=/usr/local DESTDIR=
install:
	cargo build --quiet --release -p fusebill-capi --lib
	cargo build --quiet --release -p fusebill-cli --bin fusebill
	scripts/dist/lay-out target/release $(DESTDIR)$(PREFIX)

# Removes what `make install` with the same PREFIX and DESTDIR put there.
uninstall:
	scripts/uninstall $(DESTDIR)$(PREFIX)

# Everything that is given away, for every platform, in dist/.
dist:
	scripts/dist/all

# Every peer in one run; writes docs/performance.md.
bench:
	scripts/bench

# Fails when a warm call costs 5 % more instructions than benches/instructions.json says; bench-record writes that.
bench-check bench-record:
	scripts/build-peers target/bench-own --own
	python3 benches/check.py target/bench-own $(if $(filter bench-record,$@),--record)

# The long form of what `make test` does for seconds: make fuzz SECONDS=600
fuzz:
	scripts/setup
	scripts/fuzz $(or $(SECONDS),600)

# The long form of what `make test` does for seconds: make soak SECONDS=1800
soak:
	scripts/setup
	cargo build --quiet -p fusebill-cli
	$(MAKE) --no-print-directory install PREFIX=$(CURDIR)/target/stage
	scripts/dist/wheel x86_64-unknown-linux-gnu
	target/venv/bin/pip install --quiet --disable-pip-version-check --force-reinstall --no-deps dist/fusebill-*-manylinux*_x86_64.whl
	scripts/soak $(or $(SECONDS),1800)

# Which lines of core and capi the tests run.
coverage:
	scripts/setup
	scripts/coverage

# Writes include/fusebill.h anew from the doc comments of crates/capi, and the declarations for VB6 and Delphi from it.
header:
	FUSEBILL_WRITE_HEADER=1 cargo test --quiet -p fusebill-capi --test header
	python3 tests/abi/declarations.py --write

# Records the ABI that later builds are held against; only with a release, or a new FUSEBILL_ABI_VERSION.
abi:
	scripts/abi record
