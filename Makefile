# Two commands do all the set-up: `make` builds the real graph, `make test` runs all tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: all build test answers lint bench trust locked clean

all: build

$(STAMP): pyproject.toml
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $(STAMP)

$(VENV)/.tested: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test]"
	@touch $(VENV)/.tested

build: $(STAMP)
	@$(BIN)/kg build
	@echo "        (the command is $(BIN)/kg; \`. $(BIN)/activate\` puts it on your path)"

test: $(VENV)/.tested
	@sh tests/browser.sh $(BIN)
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# Writes the expected answers and the catalogue of queries anew and says what changed: review the diff.
answers: $(VENV)/.tested
	@$(BIN)/python -m tests.queries.update

lint: $(VENV)/.tested
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# The long tiers: 500 kills, 20 hash seeds, long fuzzing, mutation testing, all tests without a network. Hours.
trust: $(VENV)/.tested
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test,trust]"
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/trust/long.sh

# Exactly the versions and files of .ci/constraints.txt, as CI has them.
locked:
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP) $(VENV)/.tested

bench: $(VENV)/.tested
	@$(BIN)/python -m tests.benchmarks $(SIZES)

clean:
	rm -rf $(VENV) build dist
