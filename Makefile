# Everything a newcomer needs: `make ask`, `make serve`, `make test`.  Needs Python >= 3.11 with venv, make and git.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
Q ?= Qui a peint la Joconde ?

.PHONY: ask serve setup train dev test test-all bench lock lint clean

ask: setup
	@$(BIN)/necker ask "$(Q)"

serve: setup
	@$(BIN)/necker serve --open

setup: $(VENV)/.core
	@$(BIN)/necker wiki add vital --if-missing

train: $(VENV)/.train

dev: $(VENV)/.dev

$(VENV)/.core: requirements/core.lock pyproject.toml
	@$(PYTHON) requirements/install.py --venv $(VENV) core

$(VENV)/.train: requirements/train.lock pyproject.toml
	@$(PYTHON) requirements/install.py --venv $(VENV) train

$(VENV)/.dev: requirements/dev.lock pyproject.toml
	@$(PYTHON) requirements/install.py --venv $(VENV) dev

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest -m "not slow"

test-all: lint
	$(BIN)/python -m pytest

lock:
	$(PYTHON) requirements/lock.py

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
