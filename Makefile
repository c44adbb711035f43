# Thin doors to the tools behind them.
.PHONY: demo test bench bench-check bench-record fuzz soak coverage install dist header abi

PREFIX ?= /usr/local
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p;T;q' Cargo.toml)
fill = sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|'

# Turns on the sync of the documented customer: the real client against the embedded sandbox, over a socket.
demo:
	@cargo run --quiet -p fusebill-cli -- enable-synch 172677 --sandbox

# Installs what is missing and runs every test.
test:
	@scripts/test

# The C library, its headers and what finds them: make install PREFIX=/usr/local DESTDIR=
install:
	cargo build --quiet --release -p fusebill-capi
	install -d $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/lib/cmake/fusebill
	install -d $(DESTDIR)$(PREFIX)/share/doc/fusebill
	install -m 644 LICENSE-MIT LICENSE-APACHE THIRD-PARTY.md $(DESTDIR)$(PREFIX)/share/doc/fusebill
	install -m 644 include/fusebill.h include/fusebill.ffi.h bindings/cpp/include/fusebill.hpp $(DESTDIR)$(PREFIX)/include
	install -m 755 target/release/libfusebill.so $(DESTDIR)$(PREFIX)/lib/libfusebill.so.0.$(VERSION)
	ln -sf libfusebill.so.0.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libfusebill.so.0
	ln -sf libfusebill.so.0 $(DESTDIR)$(PREFIX)/lib/libfusebill.so
	scripts/hide-symbols target/release/libfusebill.a $(DESTDIR)$(PREFIX)/lib/libfusebill.a
	chmod 644 $(DESTDIR)$(PREFIX)/lib/libfusebill.a
	$(fill) crates/capi/fusebill.pc.in > $(DESTDIR)$(PREFIX)/lib/pkgconfig/fusebill.pc
	install -m 644 bindings/cpp/cmake/fusebill-config.cmake $(DESTDIR)$(PREFIX)/lib/cmake/fusebill
	$(fill) bindings/cpp/cmake/fusebill-config-version.cmake.in > $(DESTDIR)$(PREFIX)/lib/cmake/fusebill/fusebill-config-version.cmake

# What is given away, in dist/: the Python wheel and source, the NuGet package, the bill of materials.
dist:
	scripts/setup
	scripts/dist-python
	scripts/dist-dotnet
	target/venv/bin/python scripts/third-party.py --sbom dist/libfusebill-$(VERSION).cdx.json

# Every peer in one run; writes docs/performance.md.
bench:
	scripts/bench

# Fails when a warm call costs 5 % more instructions than benches/instructions.json says; bench-record writes that.
bench-check bench-record:
	scripts/build-peers target/bench-own --own
	python3 benches/check.py target/bench-own $(if $(filter bench-record,$@),--record)

# The long forms of what `make test` does for seconds: make fuzz SECONDS=600, make soak SECONDS=1800
fuzz:
	scripts/setup
	scripts/fuzz $(or $(SECONDS),600)
soak:
	scripts/setup
	cargo build --quiet -p fusebill-cli
	$(MAKE) --no-print-directory install PREFIX=$(CURDIR)/target/stage
	scripts/dist-python
	target/venv/bin/pip install --quiet --disable-pip-version-check --force-reinstall --no-deps dist/fusebill-*.whl
	scripts/soak $(or $(SECONDS),1800)

# Which lines of core and capi the tests run.
coverage:
	scripts/setup
	scripts/coverage

# Writes include/fusebill.h anew from the doc comments of crates/capi.
header:
	FUSEBILL_WRITE_HEADER=1 cargo test --quiet -p fusebill-capi --test header

# Records the ABI that later builds are held against; only with a release, or a new FUSEBILL_ABI_VERSION.
abi:
	scripts/abi record
