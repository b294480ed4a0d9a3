# Needs Python 3.11 or newer, make and a network connection. Everything is put into .venv/ and demo/.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two installations into one environment must not run at once, even with make -j.
.NOTPARALLEL:
.PHONY: help demo test check bench clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s  %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.installed ## Make sample PDFs in demo/ and list them
	$(BIN)/paperwell demo demo --force

test: $(VENV)/.installed-test ## Check style and types, then run all tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist worksteal

check: $(VENV)/.installed ## Check all sheets, forms and exercises: words, evidence, reviews, pages
	$(BIN)/paperwell check --strict

bench: $(VENV)/.installed-bench ## Measure speed and file sizes, batches also beside other engines (takes 20 minutes)
	$(BIN)/python benchmarks/run.py
	$(BIN)/python -m benchmarks.batch --json bench.json

clean: ## Remove everything that make, the tests and the build have made
	rm -rf $(VENV) demo bench.json build dist htmlcov .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	rm -rf tests/node/node_modules *.egg-info
	find . -name .git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

# Files that mark what is done: a second run installs nothing, unless the requirements changed.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Paperwell needs Python 3.11 or newer; "$(PYTHON)" is older or missing.' >&2; \
	  echo 'Name another one: make PYTHON=python3.13 $(MAKECMDGOALS)' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '"$(PYTHON)" cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e .
	$(BIN)/python -m compileall -q generator cli.py
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.created pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e '.[bench]'
	@touch $(VENV)/.installed $@

$(VENV)/.installed-test: $(VENV)/.created pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e '.[test,conformance]'
	$(BIN)/python -m compileall -q generator cli.py
	@touch $(VENV)/.installed $@
