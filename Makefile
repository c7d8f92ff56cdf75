# Everything a newcomer needs: `make run` and `make test` set themselves up. Needs Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: help run test check format docs redshift-double bench bench-peers bench-docs lock clean
.DEFAULT_GOAL := help

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 18

run: $(VENV)/installed ## Simulate a bucket the first time, load it and write the dashboard.
	@test -d bucket || $(BIN)/songplays simulate bucket
	@$(BIN)/songplays run --source bucket

test: $(VENV)/installed-dev ## Run every test.
	$(BIN)/python -m pytest

check: $(VENV)/installed-dev ## Lint, formatting, types, import floors, and that generated files are not stale.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/warehouse_page.py --check
	$(BIN)/python scripts/policies.py --check
	$(BIN)/python -m bench.page --check

format: $(VENV)/installed-dev ## Format the code and mend what ruff can mend.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/installed-dev ## Write docs/warehouse.md from the schema, and docs/policies from the calls.
	$(BIN)/python scripts/warehouse_page.py
	$(BIN)/python scripts/policies.py

redshift-double: $(VENV)/installed-dev ## Try Redshift without AWS: a stand-in, and a bucket over a folder. SOURCE=folder, else a simulated one.
	@test -n "$(SOURCE)" || test -d bucket || $(BIN)/songplays simulate bucket
	@PYTHONPATH=tests $(BIN)/python -W ignore -m doubles.redshift.by_hand $(or $(SOURCE),bucket)

bench: $(VENV)/installed ## Measure how fast it is. ONLY=small,year,more,start,growth for parts, EVENTS=1000000 for less.
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(EVENTS),--events $(EVENTS))

bench-peers: $(VENV)/installed ## The same in pandas, Postgres, Spark and dlt, in an environment of their own. ONLY=copy,dlt for parts.
	@$(BIN)/python -m bench.peers $(if $(ONLY),--only $(ONLY)) $(if $(EVENTS),--events $(EVENTS))

bench-docs: $(VENV)/installed ## Write what was measured into docs/performance.md.
	@$(BIN)/python -m bench.page

lock: ## Pin every dependency anew, with hashes.
	$(PYTHON) -m venv $(VENV)
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml $(LOCK) -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --group test --group lint -o requirements-dev.txt
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

clean: ## Remove what `make run` and `make test` made.
	rm -rf $(VENV) bucket songplays.duckdb songplays.duckdb.wal songplays.html build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "songplays needs Python 3.11 or newer; say which with: make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/python requirements.txt pyproject.toml
	@echo "Setting up $(VENV); the first time this takes a minute."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
