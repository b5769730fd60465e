# Two commands: `make run` (the demo brand on http://127.0.0.1:8000) and `make test`. Everything stays in this folder.
SHELL := /bin/bash
PORT ?= 8000
export PARVIS_DATA ?= $(CURDIR)/data
V := .venv/bin
UV := .tools/bin/uv
# What the islands are built with: npm, and a Node that Vite runs on.
NPM := $(shell node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || a == 20 && b >= 19 ? 0 : 1)' 2>/dev/null && command -v npm)
ISLANDS := $(if $(NPM),parvis/web/static/dist/.ok,.venv/.without-islands)
# `find`, not git: an unpacked archive is set up the same way.
SOURCES := $(shell find parvis/web -name '*.ts' -not -path '*/static/*') tsconfig.json vite.config.ts
SKY := parvis/connectors/bluesky/testing/network
CATALOGUES := $(shell find parvis -name '*.po')

.PHONY: run setup test test-servers check bench system servers clean

run: setup
	@exec $(V)/parvis run --demo --port $(PORT)

setup: .venv/.ok .venv/.messages $(ISLANDS)

$(UV):
	@bash tools/uv.sh

.venv/.ok: pyproject.toml uv.lock $(UV)
	@echo "Installing Parvis into .venv …"
	@$(UV) sync -q --frozen --all-extras --python python3 --no-python-downloads && touch $@

.venv/.messages: .venv/.ok tools/messages.py $(CATALOGUES)
	@$(V)/python tools/messages.py compile > /dev/null && touch $@

# Islands make pages livelier; without npm every page still works.
.venv/.without-islands: .venv/.ok
	@echo "npm with Node 20.19 or later not found: pages will work without their islands."
	@touch $@

node_modules/.ok: package.json package-lock.json
	@echo "Installing what the islands are built with …"
	@$(NPM) ci --loglevel=error --no-audit --no-fund --no-progress > /dev/null && touch $@

parvis/web/static/dist/.ok: node_modules/.ok $(SOURCES)
	@echo "Building the islands …"
	@$(NPM) run --silent build -- --logLevel warn && touch $@

# What the tests drive beside Python: Chromium, and a real mail server. Root on Debian only; elsewhere those tests skip and say so.
system:
	@bash tools/debian.sh

# Servers that tests can drive beyond those of `make test`, and that are too large for it: WordPress with its database,
# and a network of the AT Protocol from npm.
servers: $(if $(NPM),$(SKY)/node_modules/.ok)
	@bash tools/debian.sh servers

$(SKY)/node_modules/.ok: $(SKY)/package.json $(SKY)/package-lock.json
	@echo "Installing the servers of the AT Protocol (some minutes) …"
	@cd $(SKY) && $(NPM) ci --loglevel=error --no-audit --no-fund --no-progress > /dev/null && touch node_modules/.ok \
	    || echo "Could not install them: the tests that need them will be skipped."

check: setup
	@$(V)/ruff check -q . && $(V)/ruff format --check -q .
	@$(V)/mypy
	@$(V)/lint-imports --no-cache
	@$(V)/python tools/messages.py check
	@$(V)/python tools/flow.py --check

test: setup system check
	@bash tools/test.sh

# The contract of each network on the network's own server, where Debian or npm has one.
test-servers: setup system servers
	@PARVIS_TEST_SERVERS=1 $(V)/pytest -m servers -rs parvis/connectors $(ARGS)

bench: setup
	@$(V)/parvis bench all

# Everything that a command here made, but for the data.
clean:
	rm -rf .venv .tools node_modules $(SKY)/node_modules parvis/web/static/dist dist screenshots
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
	find parvis -name '*.mo' -exec rm -f {} +
