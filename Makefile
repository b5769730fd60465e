# Two commands: `make run` (the demo brand on http://127.0.0.1:8000) and `make test`. Everything stays in this folder.
SHELL := /bin/bash
PORT ?= 8000
export PARVIS_DATA ?= $(CURDIR)/data
V := .venv/bin
UV := .tools/bin/uv
NPM := $(shell command -v npm)
SOURCES := $(shell git ls-files 'parvis/web/**/*.ts' 'package.json' 'vite.config.*' 2>/dev/null)
CATALOGUES := $(shell git ls-files 'parvis/**/*.po' 2>/dev/null)

.PHONY: run setup test check bench system clean

run: setup
	@exec $(V)/parvis run --demo --port $(PORT)

setup: .venv/.ok .venv/.messages parvis/web/static/dist/.ok

$(UV):
	@python3 -m venv .tools && .tools/bin/pip install -q --disable-pip-version-check uv

.venv/.ok: pyproject.toml uv.lock $(UV)
	@echo "Installing Parvis into .venv …"
	@$(UV) sync -q --frozen --all-extras --python python3 --no-python-downloads && touch $@

.venv/.messages: .venv/.ok $(CATALOGUES)
	@$(V)/python tools/messages.py compile > /dev/null && touch $@

# Islands make pages livelier; without npm every page still works.
parvis/web/static/dist/.ok: $(SOURCES)
ifeq ($(NPM),)
	@echo "npm not found: pages will work without their islands."
	@mkdir -p $(@D) && touch $@
else
	@echo "Building the islands …"
	@$(NPM) ci --silent --no-audit --no-fund && $(NPM) run --silent build && touch $@
endif

# What the tests drive beside Python: Chromium, and a real mail server. Root on Debian only; elsewhere those tests skip and say so.
system:
	@bash tools/debian.sh

check: setup
	@$(V)/ruff check -q . && $(V)/ruff format --check -q .
	@$(V)/mypy
	@$(V)/lint-imports --no-cache
	@$(V)/python tools/messages.py check
	@$(V)/python tools/flow.py --check

test: setup system check
	@bash tools/test.sh

bench: setup
	@$(V)/parvis bench all

clean:
	rm -rf .venv .tools node_modules parvis/web/static/dist
