# headcount: `make demo` shows it, `make test` proves it. Both set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=

.PHONY: install demo test test-slow test-kills lint types gate check lock clean

install: $(READY)

# The environment is made again only when the lock or the package's declaration changed.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "headcount needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

demo: install
	$(BIN)/headcount demo $(ARGS)

test: install
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile $(ARGS)

test-slow: install
	$(BIN)/python -m pytest -m slow $(ARGS)

# Kills a crawl at random moments, 200 times or as ARGS says, and looks whether anything was lost.
test-kills: install
	$(BIN)/python -m tests.crawler.kills $(ARGS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

gate: install
	$(BIN)/python -m benchmarks.gate $(ARGS)

check: lint types test gate

# Pins every package with its hashes for all platforms and Pythons; names no index (uv writes none unless told).
lock:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --extra dev pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
