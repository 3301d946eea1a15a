# Everything a newcomer or a machine does here, by name. Needs make and Python 3.11 or newer.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
HOST ?= 127.0.0.1
PORT ?= 8000
# Processes, each with its own database server. Three on two cores: tests wait for disks, clocks and one another.
WORKERS ?= 3
TEST_ARGS ?=
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"

.PHONY: help install install-dev install-clients serve test lint format openapi baseline clients docs five-minutes \
	size lock upgrade bench clean
.DEFAULT_GOAL := help

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

install: $(VENV)/.installed ## the product, in .venv; quick when nothing changed
install-dev: $(VENV)/.installed-dev ## the same, with what tests and checks need

install-clients: clients/typescript/node_modules/.installed ## what the TypeScript client is built with

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make install PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

# The hashes make sure that what is installed is what was tested; the project itself comes without any network.
$(VENV)/.installed: requirements.lock requirements-build.lock pyproject.toml | $(BIN)/python
	@echo "installing requirements.lock into $(VENV)"
	@$(PIP) install --no-deps --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q app migrations # halves the start where Python may not write it
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "installing requirements-dev.lock into $(VENV)"
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# Where there is no Node, its tests are skipped.
clients/typescript/node_modules/.installed: clients/typescript/package-lock.json
	@command -v npm >/dev/null || { echo "no npm: the TypeScript client is left out" >&2; exit 0; }; \
		cd clients/typescript && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.installed

serve: install ## install, set up, load the sample page into an empty database, serve
	@$(BIN)/dateline serve --host $(HOST) --port $(PORT) --demo

test: install-dev install-clients ## the whole suite, on SQLite and PostgreSQL; TEST_ARGS="-k name" for less
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TEST_ARGS)

lint: install-dev ## style, types, imports, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

format: install-dev ## put the code into its house form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

openapi: install ## write openapi.json from the app
	$(BIN)/dateline openapi --output openapi.json

clients: ## write what is generated in clients/ from openapi.json; .ci/tools first
	.ci/generate-clients

five-minutes: install-dev install-clients ## follow README's steps to a page in a clean folder, and tell how long they take
	DATELINE_LOG_LEVEL=warning $(BIN)/python -m tests.clients.five_minutes

baseline: openapi ## make the contract of now the one that .ci/breaking holds to; see CONTRIBUTING.md
	cp openapi.json .ci/contract-v1.json

docs: install-dev ## write the tables of docs/ that say what the code says
	$(BIN)/python -m tests.contract.tables

size: install ## print lines of code by package and for each operation, files by folder
	@$(BIN)/python -m tools.code_size

lock: install-dev ## write the lock files from pyproject.toml; `make upgrade` takes newer versions
	$(LOCK) pyproject.toml --output-file requirements.lock
	$(LOCK) --group build --output-file requirements-build.lock
	$(LOCK) pyproject.toml --group dev --group gazetteer --group build \
		--constraint requirements.lock --constraint requirements-build.lock --output-file requirements-dev.lock
	$(LOCK) --group contract --output-file .ci/requirements.lock

upgrade: LOCK += --upgrade
upgrade: lock ## the same, with the newest versions

bench: install-dev ## accuracy and speed: what benchmarks/README.md lists
	$(BIN)/python -m benchmarks.datelines
	$(BIN)/python -m benchmarks.world
	$(BIN)/python -m benchmarks.spellings
	$(BIN)/python -m benchmarks.divisions
	$(BIN)/python -m benchmarks.import_page
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.kill
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.scheduled
	$(BIN)/python -m benchmarks.relevance
	$(BIN)/python -m benchmarks.search_postings
	$(BIN)/python -m benchmarks.event_stream
	$(BIN)/python -m benchmarks.webhooks
	$(BIN)/python -m benchmarks.webhook_storm
	$(BIN)/python -m benchmarks.told
	$(BIN)/python -m benchmarks.finding
	$(BIN)/python -m benchmarks.one_per_story
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.speed --engine postgresql
	$(BIN)/python -m benchmarks.workers

clean: ## remove what was made here, the database excepted
	rm -rf $(VENV) .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
		.schemathesis *.egg-info .ci/.venv .ci/node_modules \
		clients/typescript/node_modules clients/typescript/dist clients/typescript/build
