# Thin doors to the tools behind them.
.PHONY: demo test install dist header abi

PREFIX ?= /usr/local
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
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
	install -m 644 include/fusebill.h bindings/cpp/include/fusebill.hpp $(DESTDIR)$(PREFIX)/include
	install -m 755 target/release/libfusebill.so $(DESTDIR)$(PREFIX)/lib/libfusebill.so.0.$(VERSION)
	ln -sf libfusebill.so.0.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libfusebill.so.0
	ln -sf libfusebill.so.0 $(DESTDIR)$(PREFIX)/lib/libfusebill.so
	install -m 644 target/release/libfusebill.a $(DESTDIR)$(PREFIX)/lib
	$(fill) crates/capi/fusebill.pc.in > $(DESTDIR)$(PREFIX)/lib/pkgconfig/fusebill.pc
	install -m 644 bindings/cpp/cmake/fusebill-config.cmake $(DESTDIR)$(PREFIX)/lib/cmake/fusebill
	$(fill) bindings/cpp/cmake/fusebill-config-version.cmake.in > $(DESTDIR)$(PREFIX)/lib/cmake/fusebill/fusebill-config-version.cmake

# What is given away, in dist/: the Python wheel and source, the NuGet package.
dist:
	scripts/setup
	scripts/dist-python
	scripts/dist-dotnet

# Writes include/fusebill.h anew from the doc comments of crates/capi.
header:
	FUSEBILL_WRITE_HEADER=1 cargo test --quiet -p fusebill-capi --test header

# Records the ABI that later builds are held against; only with a release, or a new FUSEBILL_ABI_VERSION.
abi:
	scripts/abi record
