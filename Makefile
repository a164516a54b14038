# `make` alone lists the targets. On a fresh machine each of them installs what it needs first.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
UV := .make/uv/bin/uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	pyproject.toml server_stub/pyproject.toml
HAS_DISPLAY := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname)))

MAKEFLAGS += --no-print-directory
.PHONY: help run test lint format shots docs faults lock prepare-run prepare-dev
.DEFAULT_GOAL := help

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: prepare-run  ## Start CrashDesk on a demo server with real crash reports (without a display: a tour that leaves pictures)
ifeq ($(HAS_DISPLAY),)
	@echo "There is no display here: running the scripted tour offscreen instead; its pictures go to tour/"
	@QT_QPA_PLATFORM=offscreen $(BIN)/crashdesk tour --out tour
else
	@$(BIN)/crashdesk demo
endif

test: prepare-dev  ## Run all tests
	@QT_QPA_PLATFORM=offscreen $(BIN)/pytest

lint: prepare-dev  ## Check style, types, imports and the project's own rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	@QT_QPA_PLATFORM=offscreen $(BIN)/pytest --quiet tests/arch

format: prepare-dev  ## Put the source text into the house format
	$(BIN)/ruff check --select I --fix
	$(BIN)/ruff format

shots: prepare-dev  ## Take pictures of every tab and dialog into docs/screenshots
	@$(BIN)/python -m tests.visual.shots

docs: prepare-dev  ## Generate docs/reference from the source
	$(BIN)/python tools/reference.py

faults: prepare-dev  ## Run the faulty programs and report their crashes (RECORD=1: keep them as seed data)
	$(BIN)/python server_stub/faulty/run.py $(if $(RECORD),--record)

lock: $(UV)  ## Resolve the requirements anew; keeps versions that still fit (UPGRADE=1: take the newest)
	$(COMPILE) --group build $(if $(UPGRADE),--upgrade) --output-file requirements/run.txt
	$(COMPILE) --group dev $(if $(UPGRADE),--upgrade) --constraint requirements/run.txt --output-file requirements/dev.txt

prepare-run prepare-dev: prepare-%:
	@test -n "$(PYTHON)" || { echo "CrashDesk needs Python 3.11 or newer (Debian: apt-get install python3)"; exit 1; }
	@$(PYTHON) tools/prepare.py $*

$(UV):
	$(PYTHON) -m pip install --quiet --target .make/uv uv
