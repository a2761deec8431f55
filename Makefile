# The targets a newcomer guesses. Everything runs in .venv, which the first target makes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-all lint format bench fidelity downs docs clean

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[verify]' --group dev
	touch $@

demo: $(STAMP) ## the plan for an example project
	cd examples/agent-tasks && ../../$(BIN)/fixer plan

test: $(STAMP) ## everything that is quick: under five minutes on two cores
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-all: $(STAMP) ## the long ones too
	$(BIN)/python -m pytest -n 2

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## ratios, side by side with other programs on the same input
	$(BIN)/python bench/run.py

fidelity: $(STAMP) ## DIR=path [SERVER=url] [VERSION=18]: is what fixer reads in these files what PostgreSQL makes of them?
	$(BIN)/python scripts/fidelity.py $(DIR) $(if $(SERVER),--server $(SERVER)) $(if $(VERSION),--server-version $(VERSION))

downs: $(STAMP) ## DIR=path [SERVER=url] [VERSION=18] [LAYOUT=name]: does the way back of each migration in a folder restore the schema?
	$(BIN)/python scripts/downs.py $(DIR) $(if $(SERVER),--server $(SERVER)) $(if $(VERSION),--server-version $(VERSION)) $(if $(LAYOUT),--layout $(LAYOUT))

docs: $(STAMP) ## refreshes what is generated in docs/
	$(BIN)/python scripts/docs.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache bench/out
