# make demo: watch a lap being driven. make test: everything a change must pass. Both start from nothing.
SHELL := /bin/bash
SWIFT = PATH="$$(scripts/swift-path):$$PATH" swift
PREFIX ?= /usr/local

.PHONY: demo run test check install packages bench coach-bench samples sanitize fuzz crash-test fault-test sync-test pictures clean

demo: packages
	@$(SWIFT) build -c release --product tenths
	@.build/release/tenths demo

run: packages
	@$(SWIFT) build -c release --product tenths
	@.build/release/tenths

test: packages
	@scripts/check

check: test

install: packages
	@$(SWIFT) build -c release --product tenths --static-swift-stdlib --scratch-path .build-install
	@$(SWIFT) build -c release --product tenths-hub --static-swift-stdlib --scratch-path .build-install
	install -D -m 755 .build-install/release/tenths $(DESTDIR)$(PREFIX)/bin/tenths
	install -D -m 755 .build-install/release/tenths-hub $(DESTDIR)$(PREFIX)/bin/tenths-hub
	install -D -m 644 Packaging/tenths-hub.service $(DESTDIR)$(PREFIX)/lib/systemd/system/tenths-hub.service
	install -D -m 644 Packaging/tenths-hub.toml $(DESTDIR)$(PREFIX)/share/tenths/tenths-hub.toml
	install -d $(DESTDIR)$(PREFIX)/share/tenths/themes
	install -m 644 themes/*.toml $(DESTDIR)$(PREFIX)/share/tenths/themes

bench: packages
	@scripts/bench

# Drives simulated laps with known mistakes and writes how well the coach names them into Documentation/COACH.md.
coach-bench: packages
	@$(SWIFT) build -c release --product coach-bench
	@.build/release/coach-bench --markdown Documentation/COACH.md

samples: packages
	@$(SWIFT) build -c release --product Benchmarks
	@.build/release/Benchmarks samples samples

sanitize: packages
	@scripts/sanitize

fuzz: packages
	@scripts/fuzz

# Kills the demo drive KILLS times at instants that SEED chooses, and looks for every lap that it said was stored.
KILLS ?= 500
SEED ?= 1
crash-test: packages
	@scripts/crash-test $(KILLS) $(SEED)

# Lets the demo drive on disks that are full, broken, short or slow: every way and frequency, FAULT_SEEDS drives each.
FAULT_SEEDS ?= 2
fault-test: packages
	@scripts/fault-test $(FAULT_SEEDS)

# Lets computers differ and agree again in HISTORIES random ways, and in LIVES with a store that fails.
HISTORIES ?= 10000
LIVES ?= 1000
sync-test: packages
	@scripts/sync-test $(HISTORIES) $(LIVES)

# Draws the documentation's pictures, its recording and its page of keys anew; the tests that did it fail so that they are looked at.
pictures: packages
	-@TENTHS_RECORD=1 $(SWIFT) test --filter "Pictures|CastTests|thePageOfKeys"

packages:
	@scripts/swift-path >/dev/null
	@scripts/install

clean:
	rm -rf .build .build-install
