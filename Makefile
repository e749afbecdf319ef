# Two commands: `make run` shows the demonstration county, `make test` proves everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8600

.PHONY: run install test lint conformance bench bench-freshness bench-extract soak lock clean wheel-test

run: install
	$(BIN)/huiying demo --port $(PORT)

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock requirements-build.lock assets.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "需要 Python 3.11 或更新版本（Python 3.11 or newer is needed）")'
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "缺少 venv：请安装 python3-venv（python3-venv is missing）"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r assets.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

test: $(VENV)/.dev
	sh tests/system_packages.sh
	$(BIN)/python -m tests.wheel
	$(BIN)/pytest -n 2 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.one_clock

conformance: $(VENV)/.dev
	$(BIN)/python -m tests.conformance.report

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

bench-freshness: $(VENV)/.dev
	$(BIN)/python -m benchmarks freshness

bench-extract: $(VENV)/.dev
	$(BIN)/python -m benchmarks extract

soak: $(VENV)/.dev
	$(BIN)/pytest -n 0 -m "soak" --override-ini 'addopts=--import-mode=importlib --strict-markers -ra'

lock: $(VENV)/.dev
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --allow-unsafe --no-header -o requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --allow-unsafe --no-header -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) demo build dist
