# Thin wrappers around the scripts and tools.
.PHONY: help demo check test test-all test-rust test-command test-network test-c test-cpp test-legacy test-python test-dotnet \
	test-platforms bench bench-check bench-record fuzz soak coverage install uninstall dist header abi

# This list.
help:
	@awk '/^#/ { about = about substr($$0, 2) } /^[a-z][a-z -]*:/ { split($$0, names, ":"); printf "%s\n   %s\n", names[1], about } \
		!/^#/ { about = "" }' $(MAKEFILE_LIST)

PREFIX ?= /usr/local

# Turns on the sync of the documented customer, with the real client and the embedded sandbox, over a socket.
demo:
	@cargo run --quiet -p fusebill-cli -- enable-synch 172677 --sandbox

# The quick checks, within a minute; installs nothing.
check:
	@scripts/check

# Everything that is tested on this platform, for who changes something; installs what is missing.
test:
	@scripts/test

# The same, and every other platform, the release files and the legacy languages: what CI runs.
test-all:
	@scripts/test all

# Part of `make test`: everything in Rust.
test-rust:
	cargo test --workspace --quiet

# Part of `make test`: the command.
test-command:
	cargo test --quiet -p fusebill-cli

# Part of `make test`: nginx, squid, curl and requests with the sandbox, and a network that misbehaves.
test-network:
	cargo test --quiet -p fusebill-network-tests

# Part of `make test` (legacy: of `make test-all`): one binding, against what is released for this platform.
test-c test-cpp test-legacy test-python test-dotnet:
	@scripts/setup
	cargo build --quiet -p fusebill-cli
	scripts/dist/target x86_64-unknown-linux-gnu
	scripts/dist/sdist
	scripts/dist/finish x86_64-unknown-linux-gnu
	scripts/stage
	scripts/$@

# Tests what `make dist` built for the other platforms: make test-platforms PLATFORMS="musl windows"
test-platforms:
	@scripts/setup-roots
	@scripts/test-platforms $(PLATFORMS)

# Installs the C library, its headers, pkg-config and CMake files, the command, its manual pages and completions:
# make install PREFIX=/usr/local DESTDIR=
install:
	cargo build --quiet --release -p fusebill-capi --lib
	cargo build --quiet --release -p fusebill-cli --bin fusebill
	scripts/dist/lay-out target/release $(DESTDIR)$(PREFIX)

# Removes what `make install` installed with the same PREFIX and DESTDIR.
uninstall:
	scripts/uninstall $(DESTDIR)$(PREFIX)

# Builds every release file, for every platform, in dist/.
dist:
	scripts/dist/all

# Benchmarks every peer in one run; writes docs/performance.md.
bench:
	scripts/bench

# Fails if a warm call costs over 5 % more instructions than benches/instructions.json says; bench-record updates that file.
bench-check bench-record:
	scripts/build-peers target/bench-own --own
	python3 benches/check.py target/bench-own $(if $(filter bench-record,$@),--record)

# Runs each fuzz target for a time; `make test` replays only their corpus: make fuzz SECONDS=600
fuzz:
	scripts/setup
	scripts/fuzz $(or $(SECONDS),600)

# The long version of what `make test` does in seconds: make soak SECONDS=1800
soak:
	scripts/setup
	cargo build --quiet -p fusebill-cli
	scripts/stage
	scripts/dist/wheel x86_64-unknown-linux-gnu
	target/venv/bin/pip install --quiet --disable-pip-version-check --force-reinstall --no-index --find-links dist fusebill
	scripts/soak $(or $(SECONDS),1800)

# Reports which lines of core and capi the tests cover.
coverage:
	scripts/setup
	scripts/coverage

# Regenerates include/fusebill.h from the doc comments of crates/capi, and the declarations for VB6 and Delphi from it.
header:
	FUSEBILL_WRITE_HEADER=1 cargo test --quiet -p fusebill-capi --test header
	python3 tests/abi/declarations.py --write

# Records the ABI that later builds are compared with; only for a release, or a new FUSEBILL_ABI_VERSION.
abi:
	scripts/abi record
