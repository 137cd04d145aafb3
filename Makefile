# Two commands, each complete on its own on a machine with python3, python3-venv and make:
#   make graph   install kg into .venv and build a graph from seeds/ into output/
#   make test    install the development tools as well; lint, type-check and test
# Variables: PYTHON (interpreter, 3.11 or later), VENV, SOURCES, OUTPUT, PYTEST_ARGS.

PYTHON ?= python3
VENV ?= .venv
SOURCES ?= seeds
OUTPUT ?= output
PYTEST_ARGS ?= -n auto --maxprocesses 4 --dist loadfile

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: graph test format docs clean
.DELETE_ON_ERROR:

graph: $(VENV)/installed
	$(BIN)/kg build $(SOURCES) --output $(OUTPUT)

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PYTEST_ARGS)

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Writes what documentation quotes of commands: their reference, the README's tour, scores and picture.
docs: $(VENV)/installed-dev
	$(BIN)/python docs/make_cli.py
	$(BIN)/python docs/make_tour.py
	$(BIN)/python docs/make_quality.py
	$(BIN)/python docs/make_picture.py

clean:
	rm -rf $(VENV) $(OUTPUT) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The package is installed in place, so only a change of its metadata asks for a new environment.
$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --quiet --upgrade "pip>=24.1"
	$(PIP) install --quiet --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(PIP) install --quiet --editable ".[dev]"
	touch $@
