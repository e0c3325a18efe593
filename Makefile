# FTC QI: `make demo` shows it, `make check` and `make test` prove it. Needs only make and Python 3.11 or later.

PORT ?= 8000
ARGS ?= -n 2
VENV := .venv
PY := $(VENV)/bin/python
DEMO := .demo

# The first of these that is new enough; set PYTHON to choose another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK = $(VENV)/bin/uv pip compile pyproject.toml --quiet --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --no-header --universal --python-version 3.11

# The demo is its own installation: whatever else the environment says stays out of it.
DEMO_ENV = env DATABASE_URL= DEBUG=0 HTTPS=0 FTC_QI_DEMO=1 ALLOWED_HOSTS= TRUSTED_PROXIES= EMAIL_URL= \
	FTC_QI_DB=$(DEMO)/demo.sqlite3 FTC_QI_STATIC_ROOT=$(DEMO)/static FTC_QI_MEDIA_ROOT=$(DEMO)/media \
	LOG_LEVEL=WARNING SECRET_KEY="$$(cat $(DEMO)/secret)"
TEST_ENV = env DJANGO_SETTINGS_MODULE=tests.settings

STATIC_SOURCES := $(shell find static ftc_qi/core/assets.py requirements.lock -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo demo-data test soak check scan scan-now bench bench-charts gallery lock install install-dev clean

help:
	@echo "make demo    the site with made-up data, on http://localhost:$(PORT) (PORT=… for another)"
	@echo "make test    the whole test suite, with a browser (ARGS=… goes to pytest)"
	@echo "make soak    what the suite does in short, at length (minutes; its last result is in docs/soak.txt)"
	@echo "make check   format, lint, types, layers, Django's checks, migrations, templates"
	@echo "make scan    known holes: security rules, deployment settings, policy (its last result is in docs/scan.txt)"
	@echo "make bench   how long the main pages and the statistics take"
	@echo "make gallery every kind of chart as pictures, in .gallery (CASES=… chooses some by name)"
	@echo "make bench-charts  the longest task while twelve charts of one page are explored"
	@echo "make lock    work out requirements.lock and requirements-dev.lock again"
	@echo "make clean   remove the demo, its data and all caches (the environment stays)"

# --- The environment --------------------------------------------------------------------------------------

$(PY):
	@test -n "$(PYTHON)" || { echo "FTC QI needs Python 3.11 or later: install it, or name it with PYTHON=…"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }

$(VENV)/.runtime: requirements.lock | $(PY)
	@test $(VENV)/.dev -nt requirements.lock || { echo "Installing (about half a minute) …"; $(INSTALL) -r requirements.lock; }
	@touch $@

# The development lock holds everything of the runtime lock too.
$(VENV)/.dev: requirements-dev.lock requirements.lock | $(PY)
	@echo "Installing for development (about a minute) …"
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

install: $(VENV)/.runtime
install-dev: $(VENV)/.dev

# --- The demo ---------------------------------------------------------------------------------------------

$(DEMO)/secret: | $(VENV)/.runtime
	@mkdir -p $(DEMO)
	@umask 077; $(PY) -c "import secrets; print(secrets.token_urlsafe(50))" > $@

$(DEMO)/.static: $(STATIC_SOURCES) $(VENV)/.runtime | $(DEMO)/secret
	@echo "Compressing static files (about 20 seconds, once) …"
	@$(DEMO_ENV) $(PY) manage.py collectstatic --no-input --clear --verbosity 0
	@touch $@

demo-data: $(VENV)/.runtime $(DEMO)/secret $(DEMO)/.static
	@$(DEMO_ENV) $(PY) manage.py migrate --verbosity 0
	@$(DEMO_ENV) $(PY) manage.py createcachetable --verbosity 0
	@$(DEMO_ENV) $(PY) manage.py load_demo

demo: demo-data
	@echo
	@echo "FTC QI is at http://localhost:$(PORT) (Ctrl-C stops it; make demo starts it again with the same data)"
	@exec $(DEMO_ENV) $(PY) -m gunicorn ftc_qi.wsgi --bind localhost:$(PORT) --worker-class gthread \
		--workers 2 --threads 4 --no-control-socket --log-level warning

# --- Checks and tests -------------------------------------------------------------------------------------

test: $(VENV)/.dev
	@$(PY) -m tests.browser.find
	$(PY) -m pytest $(ARGS)

# Each keeps its result, and the commit it was found at, in docs/.
soak: $(VENV)/.dev
	@env DATABASE_URL= $(PY) -m tests.keep docs/soak.txt $(PY) -m pytest -q -m soak

scan: $(VENV)/.dev
	@$(PY) -m tests.keep docs/scan.txt $(MAKE) --no-print-directory scan-now

# mark_safe only where SVG or our own fixed markup is built; holes known in dependencies need the network: not here.
MARK_SAFE = ftc_qi/core/forms.py ftc_qi/core/spc_tiles.py ftc_qi/core/tiles.py ftc_qi/pages/diagrams/boxes.py \
	measures/charts/draw.py
scan-now:
	$(VENV)/bin/ruff check --isolated --select S --line-length 120 $(MARK_SAFE:%=--per-file-ignores %:S308) \
		ftc_qi projects measures community manage.py
	env SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(50))") ALLOWED_HOSTS=example.org \
		HTTPS=1 DEBUG=0 FTC_QI_DEMO=0 DATABASE_URL= $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m pytest -q tests/core/test_templates.py tests/core/test_settings.py tests/core/test_answers.py

check: $(VENV)/.dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(TEST_ENV) $(PY) manage.py check --fail-level WARNING
	$(TEST_ENV) $(PY) manage.py makemigrations --check --dry-run
	$(PY) -m pytest -q tests/core/test_templates.py
	$(VENV)/bin/djlint templates --lint --quiet

bench: $(VENV)/.dev
	$(PY) -m tests.bench $(ROUNDS)

bench-charts: $(VENV)/.dev
	$(PY) -m tests.gallery.frames

gallery: $(VENV)/.dev
	$(PY) -m tests.gallery $(CASES)

lock: $(VENV)/.dev
	$(LOCK) --upgrade -o requirements.lock
	$(LOCK) --upgrade --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(DEMO) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results .gallery
