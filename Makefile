# The commands of this house. They need Python >= 3.11 and make; everything else comes from the
# Python and npm registries, into .venv and ui/node_modules. What is there already is not redone.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.PHONY: help demo serve listening hiring test check style types imports pages-types pages-tests pages build changelog clean

BIN := .venv/bin
TO_RUN := .venv/.ready-to-run
TO_DEVELOP := .venv/.ready-to-develop
PAGES := src/nawba/web/static/widget.js
PACKAGES := ui/node_modules/.package-lock.json
SOURCES := $(shell find ui -type d \( -name node_modules -o -name dev \) -prune -o \
  -type f ! -name '*.test.ts' ! -name '*.md' ! -name '.*' -print)

# The first of these that is new enough makes .venv; `make PYTHON=/path/to/python3.12` overrules.
PYTHON = $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
  && echo $$python && break; done)
CHROMIUM = $(shell command -v chromium || command -v google-chrome)
UV_VERSION = $(shell sed -n '/^name = "uv"$$/{n;s/version = "\(.*\)"/\1/p;}' uv.lock)
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix ui

# Modules are compiled once, into .venv, where each command and each process of a test finds them:
# uv installs them uncompiled, and to compile what a server imports takes longer than to run it.
export PYTHONPYCACHEPREFIX = $(CURDIR)/.venv/.pycache
export PYTHONDONTWRITEBYTECODE =

# Extra words for a command: make demo ARGS="--traffic 0.5", make test ARGS="tests/store -x".
ARGS ?=

help: ## Say what can be made
	@echo "Nawba: a self-hosted contact centre. make WHAT, where WHAT is one of:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1@\2/p' Makefile | awk -F@ '{ printf "%-12s %s\n", $$1, $$2 }'

demo: $(TO_RUN) $(PAGES) ## Open the demo company's contact centre and print its addresses
	@exec $(BIN)/nawba demo $(ARGS)

serve: $(TO_RUN) $(PAGES) ## Open your own contact centre, without the demo company
	@exec $(BIN)/nawba serve $(ARGS)

listening: .venv/.ready-to-listen ## Install what hears recordings (500 MB); `make test` has it anyway

hiring: .venv/.ready-to-hire ## Install what reads candidates' documents (30 MB); scans need tesseract

# One process more than cores, four at most; a file's tests stay in one, because they share its
# servers, and files go in the order of tests/conftest.py.
SIDE_BY_SIDE = -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: $(TO_DEVELOP) $(PAGES) ## Run every test; those in a browser need Chromium
	@if [ -n "$(CHROMIUM)" ]; then exec $(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ARGS); else \
	  echo "!! NO CHROMIUM HERE: THE BROWSER TESTS ARE LEFT OUT."; \
	  echo "!! Install it (Debian: apt-get install chromium), then run make test again."; \
	  exec $(BIN)/python -m pytest -m "not browser" $(SIDE_BY_SIDE) $(ARGS); fi

check: style types imports pages-types pages-tests ## Check style, types and direction of imports; test the pages' units

style: $(TO_DEVELOP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TO_DEVELOP)
	$(BIN)/mypy

imports: $(TO_DEVELOP)
	@$(BIN)/lint-imports

pages-types: $(TO_DEVELOP) $(PACKAGES)
	@$(NPM) --silent run check

pages-tests: $(TO_DEVELOP) $(PACKAGES)
	@$(NPM) --silent test

pages: $(TO_RUN) $(PAGES) ## Build the pages if their sources changed

build: $(TO_DEVELOP) $(PAGES) ## Build the wheel, with the pages in it, into dist/
	@rm -rf dist
	@$(UV) build -q --wheel --out-dir dist
	@listed=$$($(BIN)/python -m zipfile -l dist/nawba-*.whl); \
	for part in web/static/index.html web/static/widget.js demo/company/centre.yaml \
	  store/migrations/versions/0001_first_tables.py models/registry.toml; do \
	  case "$$listed" in *"nawba/$$part "*) ;; \
	  *) echo "The wheel lacks nawba/$$part."; exit 1 ;; esac; done
	@ls -l dist/nawba-*.whl

changelog: $(TO_DEVELOP) ## Show what CHANGELOG.md would say of the fragments in changes/
	@$(BIN)/towncrier build --draft --version unreleased

clean: ## Remove what was built and installed here; the data in data/ stay
	rm -rf .venv dist ui/node_modules src/nawba/web/static

$(BIN)/uv:
	@python="$(PYTHON)"; if [ -z "$$python" ]; then \
	  echo "Nawba needs Python 3.11 or later; found: $$(python3 --version 2>&1 || true)"; \
	  echo "Install a newer one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; \
	  exit 1; fi; \
	echo "==> Making .venv with $$($$python --version)"; \
	if [ ! -x $(BIN)/python ]; then $$python -m venv .venv || { rm -rf .venv; \
	  echo "This Python cannot make a virtual environment (Debian: apt-get install python3-venv)."; \
	  exit 1; }; fi
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install -q --disable-pip-version-check "uv==$(UV_VERSION)" \
	  || { echo "uv could not be fetched. $(REGISTRY)"; exit 1; }

REGISTRY = Is the Python registry (PyPI) within reach? Behind a proxy, set HTTPS_PROXY. \
  What was fetched is kept: run the same command again.

$(TO_RUN): pyproject.toml uv.lock | $(BIN)/uv
	@echo "==> Installing what Nawba needs to run"
	@$(UV) sync -q --frozen --inexact --no-default-groups --group build \
	  || { echo "The packages could not be installed. $(REGISTRY)"; exit 1; }
	@touch $@

$(TO_DEVELOP): pyproject.toml uv.lock | $(BIN)/uv
	@echo "==> Installing what the tests and checks need as well"
	@$(UV) sync -q --frozen --extra listening --extra hiring || { echo "The packages could not be installed. $(REGISTRY)"; exit 1; }
	@touch $(TO_RUN) .venv/.ready-to-listen .venv/.ready-to-hire $@

.venv/.ready-to-listen: pyproject.toml uv.lock | $(BIN)/uv
	@echo "==> Installing what hears recordings"
	@$(UV) sync -q --frozen --inexact --no-default-groups --group build --extra listening \
	  || { echo "The packages could not be installed. $(REGISTRY)"; exit 1; }
	@touch $(TO_RUN) $@

.venv/.ready-to-hire: pyproject.toml uv.lock | $(BIN)/uv
	@echo "==> Installing what reads candidates' documents"
	@$(UV) sync -q --frozen --inexact --no-default-groups --group build --extra hiring \
	  || { echo "The packages could not be installed. $(REGISTRY)"; exit 1; }
	@touch $(TO_RUN) $@

$(PACKAGES): ui/package.json ui/package-lock.json | $(TO_RUN)
	@echo "==> Installing what builds the pages"
	@$(NPM) ci --no-audit --no-fund --loglevel=error || { echo "The pages' packages could not be" \
	  "installed. Is the npm registry within reach (npm config get registry)?"; exit 1; }
	@touch $@

$(PAGES): $(SOURCES) $(PACKAGES)
	@echo "==> Building the pages"
	@$(NPM) --silent run build > .venv/.pages.log 2>&1 || { cat .venv/.pages.log; exit 1; }
	@touch $@
