# Two commands matter: `make demo` and `make test`. Each sets up everything it needs, inside the project folder.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
SETTINGS := requirements.txt pyproject.toml

.PHONY: help demo test check bench soak mutants lock snapshots screenshots clean

help: ## Show these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

demo: .venv/ready-to-run ## Start the demonstration: Fyrbodal's plan and an invented story of 2020–2022; ARGS="--until 2021-04-01" stops it earlier
	@exec $(BIN)/samverka demo $(ARGS)

test: .venv/ready-to-develop ## Check the code and run every test; says how long each step took
	@tools/install_tools.sh
	@$(BIN)/python tools/run_tests.py

check: .venv/ready-to-develop ## Format, lint, types and layers only
	@$(BIN)/python tools/run_tests.py --checks-only

bench: .venv/ready-to-develop ## Measure: appends, rebuild, matrix, pages, the past, row-level security, tokens, memory; ARGS=pages: pages alone
	@tools/install_tools.sh
	@$(BIN)/python tools/bench.py $(ARGS)

soak: .venv/ready-to-develop ## Four writers with a tailing reader, ten kills under load, random histories, every page in every state
	@tools/install_tools.sh
	@$(BIN)/python tools/soak.py
	@$(BIN)/pytest --quiet tests/soak

mutants: .venv/ready-to-develop ## Change the domain in every small way, and show what its unit tests do not notice
	@$(BIN)/python tools/mutants.py $(ARGS)

lock: .venv/ready-to-develop ## Resolve the dependencies anew and write both requirements files
	@tools/lock.sh

snapshots: .venv/ready-to-develop ## Write schema.graphql, openapi.json and schema.sql anew, and new golden payloads
	@PYTHONPATH=. $(BIN)/python tools/snapshots.py && PYTHONPATH=. $(BIN)/python tools/golden.py

screenshots: .venv/ready-to-develop ## Take the pictures of the pages in docs/pages anew, of a demonstration
	@tools/install_tools.sh
	@PYTHONPATH=. $(BIN)/python tools/screenshots.py

clean: ## Remove what the targets made; the demonstration's data stays
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(UV): requirements-setup.txt
	@$(PYTHON) tools/check_python.py
	@$(PYTHON) -m venv .venv
	@echo "Preparing the environment in .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-setup.txt
	@touch $@

# A machine that has the tools for developing has all that running needs: no second installation then.
.venv/ready-to-run: $(UV) $(SETTINGS)
	@if [ .venv/ready-to-develop -nt requirements-dev.txt ] && [ .venv/ready-to-develop -nt pyproject.toml ]; then :; else \
	  echo "Installing the locked dependencies …"; \
	  $(UV) pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.txt \
	  && $(UV) pip install --quiet --python $(BIN)/python --no-deps --build-constraints requirements-setup.txt --editable . ; \
	fi
	@touch $@

.venv/ready-to-develop: $(UV) $(SETTINGS) requirements-dev.txt
	@echo "Installing the locked dependencies for development …"
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements-dev.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --build-constraints requirements-setup.txt --editable .
	@touch $@
