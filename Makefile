# Everything one does with Amends. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

UV := $(shell command -v uv 2>/dev/null || echo .tools/uv/bin/uv)
MAIN := .venv/.installed
MAIN_DEV := .venv/.installed-dev
ENGINE := engine/.venv/.installed

STOCK_PYTHON := .venv/bin/python

.PHONY: help setup run test test-training check bench bench-nlu bench-emotion lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(MAIN) $(ENGINE) ## Build both environments

run: setup ## Start Amends with demo data; prints where to find it
	@.venv/bin/amends serve --demo

test: $(MAIN_DEV) $(ENGINE) ## Run all tests
	@scripts/test.sh

test-training: $(MAIN_DEV) | $(UV) ## Run the tests of training, in an environment with PyTorch
	@scripts/test-training.sh $(UV)

check: $(MAIN_DEV) $(ENGINE) ## Lint and check types
	@scripts/check.sh

bench: $(MAIN_DEV) $(ENGINE) ## Measure: engine and the whole way, beside a stock bot
	@.venv/bin/python -m benchmarks.engine
	@.venv/bin/python -m benchmarks.whole

bench-nlu: $(ENGINE) ## Measure understanding on the held-out messages
	@engine/.venv/bin/python -m benchmarks.understanding

bench-emotion: $(MAIN_DEV) ## Measure the emotion model beside a stock pipeline (STOCK_PYTHON has torch)
	@.venv/bin/python -m benchmarks.emotion --stock-python $(STOCK_PYTHON)
	@.venv/bin/python -m benchmarks.emotion.hidden

lock: $(UV) ## Renew the hash-pinned requirements from the .in files
	@scripts/lock.sh $(UV)

clean: ## Remove environments, trained dialogue models and caches; keeps var/
	rm -rf .venv .venv-train engine/.venv .tools .rasa models/*.tar.gz .mypy_cache .ruff_cache .pytest_cache

.tools/uv/bin/uv:
	@scripts/get-uv.sh

$(MAIN): requirements.txt pyproject.toml | $(UV)
	@scripts/environment.sh $(UV) . 3.11 requirements.txt
	@touch $@

$(MAIN_DEV): requirements-dev.txt $(MAIN) | $(UV)
	@scripts/environment.sh $(UV) . 3.11 requirements-dev.txt
	@touch $@

$(ENGINE): engine/requirements.txt | $(UV)
	@scripts/environment.sh $(UV) engine 3.10 engine/requirements.txt
	@touch $@
