# The verbs of the house. Needed beforehand: python3 with venv (3.11 or newer), make, git.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix bench bench-timetable lock chromium

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q
ON_BOTH_CORES := -n 2 --dist loadscope --no-loadscope-reorder
WITHOUT_DATABASE := tests/rules $(wildcard tests/spec)
# each browser does; the shell has no window and needs a third less time
SHELL_BROWSER := chromium-headless-shell
BROWSERS := chromium chromium-browser google-chrome
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml

help: ## prints these lines
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

setup: ## makes .venv with everything that development needs
	@$(PYTHON) tools/install.py requirements-dev.lock

demo: ## sets everything up and serves a demo clinic (PORT=8000)
	@$(PYTHON) tools/install.py requirements.lock
	@STEPDOWN_DATA_DIR="$${STEPDOWN_DATA_DIR:-./var/demo}" exec $(BIN)/stepdown demo --port $(PORT)

test: setup chromium ## rules, then the record on SQLite and PostgreSQL, then browser stories
	$(PYTEST) $(WITHOUT_DATABASE) -n 2
	$(PYTEST) $(patsubst %,--ignore=%,$(WITHOUT_DATABASE)) $(ON_BOTH_CORES)
	TEST_DATABASE=postgresql $(PYTEST) $(patsubst %,--ignore=%,$(WITHOUT_DATABASE)) $(ON_BOTH_CORES)

check: setup ## lint, types, import contracts, templates, migrations, words, locks
	@$(BIN)/python tools/check.py

fix: setup ## corrects what can be corrected without a person: lint, format, reference pages
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format
	@$(BIN)/python -m tools.command_reference
	@$(BIN)/python -m tools.rules_manual
	@$(BIN)/python -m tools.instrument_reference

bench: setup chromium ## measures, prints a table and writes JSON
	@$(BIN)/python -m benchmarks

bench-timetable: setup ## compares the timetable engine with a greedy week and a plain model
	@$(BIN)/python -m benchmarks.timetable

lock: ## remakes both lock files after a change in pyproject.toml (needs uv)
	@$(LOCK) --group dev --output-file requirements-dev.lock
	@$(LOCK) --group build --constraint requirements-dev.lock --output-file requirements.lock

chromium:
	@command -v $(SHELL_BROWSER) >/dev/null && exit 0; \
	for name in $(BROWSERS); do [ "$$CI" != true ] && command -v $$name >/dev/null && exit 0; done; \
	install="apt-get install -y -q fonts-liberation"; \
	if [ "$$(id -u)" = 0 ]; then sudo=""; \
	elif [ "$$CI" = true ]; then sudo="sudo -n"; \
	else echo "The browser stories need Chromium. Type: sudo $$install $(SHELL_BROWSER)" >&2; exit 1; fi; \
	export DEBIAN_FRONTEND=noninteractive; $$sudo apt-get update -q; \
	$$sudo $$install $(SHELL_BROWSER) || $$sudo $$install chromium
