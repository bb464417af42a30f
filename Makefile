# `make run` and `make test` need Python 3.11+ and nothing else; see README.md for Windows.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8501
PY := .venv/bin/python
# What `make bundle` is for; empty: this machine. BUNDLE_PLATFORM: linux-x86_64, linux-aarch64 or
# windows-x86_64; BUNDLE_PYTHON: 3.11, 3.12 …
BUNDLE_PLATFORM ?=
BUNDLE_PYTHON ?=

.PHONY: help run test check check-long bench demo sync bundle pins format

help:  ## This list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

.venv/run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test: .venv/run requirements-dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: .venv/run  ## Serve the dashboard on PORT (8501); an empty installation shows the demo region
	$(PY) cli.py run --port $(PORT)

demo: .venv/run  ## Build the synthetic demo region
	$(PY) cli.py demo

sync: .venv/run  ## Collect from VK
	$(PY) cli.py sync vk

test: .venv/test  ## Run the whole suite
	$(PY) -m pytest -n auto --dist loadscope --no-loadscope-reorder

check: .venv/test  ## Everything CI runs: format, lint, types, imports, tests but for planted and marked long ones
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m pytest -n auto --dist loadscope --no-loadscope-reorder -m "not long" --ignore=tests/planted --ignore=tests/planted_signals

check-long: .venv/test  ## What takes longer than CI may: a thousand random worlds, a hundred seeds, the bundle installed
	TEST_DATABASE=postgresql $(PY) -m pytest -n auto --dist loadscope tests/loaders --ignore=tests/loaders/demo --ignore=tests/loaders/files
	$(PY) -m pytest -n auto -m long
	TEST_WORLDS=1000 $(PY) -m pytest -n auto --dist worksteal tests/independent tests/loaders/test_worlds.py
	TEST_SEEDS=100 $(PY) -m pytest -n auto --dist worksteal tests/planted tests/planted_signals
	TEST_BUNDLE=1 $(PY) -m pytest tests/operations/test_bundle.py
	TEST_OFFICE=1 $(PY) -m pytest tests/ui/test_stage_files.py tests/ui/test_documents.py -k office

bundle: .venv/run  ## An archive in dist/ that installs with no network, see docs/operations.md
	$(PY) deploy/bundle.py $(if $(BUNDLE_PLATFORM),--platform $(BUNDLE_PLATFORM)) $(if $(BUNDLE_PYTHON),--python $(BUNDLE_PYTHON))

bench: .venv/test  ## Measure, side by side with the alternative
	$(PY) -m benchmarks

format: .venv/test  ## Format the code
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

pins: .venv/test  ## Write requirements*.txt anew from pyproject.toml
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.txt
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url pyproject.toml --group dev -o requirements-dev.txt
