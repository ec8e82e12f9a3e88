.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON  ?= python3
REPORTS ?= data/raw
OUT     ?= data/processed

BIN   := .venv/bin
STAMP := .venv/.installed
PIP   := $(BIN)/python -m pip --disable-pip-version-check install -q

SOURCES := $(shell find src/report_extract -name '*.py')

.PHONY: help setup-all setup-spark compiled plain extract check diff test lint golden notebooks bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo "  REPORTS=$(REPORTS) (a folder or a file), OUT=$(OUT), PYTHON=$(PYTHON)"

$(STAMP): requirements.lock pyproject.toml
	@command -v "$(PYTHON)" >/dev/null || { echo "make: no $(PYTHON) here: install Python 3.11 or newer, e.g. apt install python3 python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: $(PYTHON) is $$("$(PYTHON)" -V 2>&1), and 3.11 or newer is needed: name another one, e.g. make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "make: $(PYTHON) has no venv module (or no ensurepip): install it, e.g. apt install python3-venv" >&2; exit 1; }
	@echo "Building .venv, once ..." >&2
	@"$(PYTHON)" -m venv .venv
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps -e .
	@# pip compiles what it copies; an editable install it does not, and every start would compile these files anew
	@$(BIN)/python -m compileall -q src/report_extract
	@touch $@

setup-all: .venv/.installed-all ## every extra but Spark: scans (character recognition), Word, HTML, faster segmentation

.venv/.installed-all: $(STAMP) requirements-all.lock
	@echo "Installing every extra, about 300 MB ..." >&2
	@$(PIP) --require-hashes -r requirements-all.lock
	@touch $@

setup-spark: .venv-spark/.installed ## Spark, in .venv-spark (750 MB; it needs Java 17 or newer)

.venv-spark/.installed: requirements-spark.lock pyproject.toml
	@echo "Building .venv-spark, about 750 MB ..." >&2
	@"$(PYTHON)" -m venv .venv-spark
	@.venv-spark/bin/python -m pip --disable-pip-version-check install -q --require-hashes -r requirements-spark.lock
	@.venv-spark/bin/python -m pip --disable-pip-version-check install -q --no-deps -e .
	@touch $@

compiled: build/.compiled ## compile the program's core, once a change: half as fast again (3 minutes; needs gcc or clang)

build/.compiled: scripts/compile.py $(SOURCES) | $(STAMP)
	@echo "Compiling, about 3 minutes ..." >&2
	@mkdir -p build && touch $@.began  # what is edited while this runs is compiled the next time
	@$(BIN)/python scripts/compile.py
	@mv $@.began $@

plain: $(STAMP) ## undo `make compiled`
	@$(BIN)/python scripts/compile.py --remove

extract: $(STAMP) ## REPORTS into tables in OUT, and a summary
	@$(BIN)/report-extract extract $(REPORTS) --out $(OUT)

check: extract ## extract, then compare with the known totals
	@$(BIN)/report-extract check --tables $(OUT) --totals data/totals

diff: REPORTS = ../shared/reports
diff: $(STAMP) ## what the working tree changes in the tables of REPORTS (../shared/reports), against the last commit
	@scripts/diff_last_commit.sh "$(abspath $(BIN)/python)" "$(REPORTS)" $(DIFF_OPTIONS)

test: $(STAMP) ## the whole test suite
	@$(BIN)/pytest

lint: $(STAMP) ## ruff and mypy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

golden: $(STAMP) ## write the golden tables anew (never in CI)
	$(BIN)/python -m tests.golden_update

notebooks: $(STAMP) ## execute the notebooks and render them anew (never in CI)
	$(BIN)/python -m tests.notebooks_update

bench: $(STAMP) ## measure the speed
	$(BIN)/python benchmarks/speed.py

clean: ## remove .venv, caches, build outputs and the contents of data/processed
	find src -name '*.so' -delete
	rm -rf .venv .venv-spark build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -path ./.git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
	if [ -d data/processed ]; then find data/processed -mindepth 1 ! -name .gitkeep -delete; fi
