# Every command a developer types; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
TESTS := tests/integration
SITE := $(BIN)/ansible-playbook -i inventories/prod -i inventories/sandbox
COLLECTION := ansible_collections.pinksea.platform.plugins
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONPATH := $(CURDIR)/.collections
# Python keeps what it compiled: the Python packages come uncompiled, and half of a start would be compiling them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv/installed: requirements-dev.txt sandbox/setup.sh
	@sandbox/setup.sh

.PHONY: setup
setup: .venv/installed ## Install Python packages into .venv

.PHONY: sandbox
sandbox: sandbox-up ## From nothing to both platforms on this machine
	@$(SITE) site.yml
	@$(BIN)/python -m sandbox summary

.PHONY: sandbox-up
sandbox-up: .venv/installed ## Start the sandbox (builds its tools the first time)
	@$(BIN)/python -m sandbox up

.PHONY: sandbox-down
sandbox-down: .venv/installed ## Stop the sandbox and remove what it left
	@$(BIN)/python -m sandbox down

.PHONY: plan
plan: .venv/installed ## What a run against the sandbox would change
	@$(SITE) site.yml --check --diff

.PHONY: destroy
destroy: .venv/installed ## Remove both platforms from the sandbox
	@$(SITE) playbooks/destroy.yml -e @sandbox/destroy.json

.PHONY: verify
verify: .venv/installed ## Look at what stands in the sandbox, and attack what has to hold
	@$(SITE) playbooks/verify.yml

.PHONY: lint
lint: .venv/installed ## Style and types
	ruff check .
	ruff format --check .
	mypy -p $(COLLECTION).module_utils
	mypy -p sandbox
	yamllint --strict .
	ansible-lint --offline --strict

.PHONY: unit
unit: .venv/installed ## Unit tests (those of charts need helm, on PATH or from a sandbox)
	pytest tests/unit -n 2 -q

.PHONY: integration
integration: sandbox-up ## Tests on the sandbox, or those in TESTS
	pytest $(TESTS) -q

.PHONY: molecule
molecule: sandbox-up ## Molecule scenarios of every role, on the sandbox
	@ANSIBLE_HOME=$(CURDIR)/.ansible molecule test --all --no-command-borders

.PHONY: bench
bench: sandbox-up ## Measure a second run, the waits (removes both platforms from the sandbox meanwhile), the migrations and the charts
	@$(BIN)/python -m tests.bench

.PHONY: test
test: lint sandbox-up unit integration ## Everything CI runs

.PHONY: charts
charts: .venv/installed ## Generate the charts from the catalogues
	@for platform in pingvas rag; do \
	  $(BIN)/python -m $(COLLECTION).module_utils.charts --platform $$platform \
	    --services inventories/group_vars/$$platform/services.yml --dest charts || exit; \
	done

.PHONY: docs
docs: .venv/installed ## Write the documentation that is generated
	@$(BIN)/python -m $(COLLECTION).module_utils.catalogue docs
	@$(BIN)/python -m tests.unit.plugins.module_utils.capacity.page
	@$(BIN)/python -m tests.unit.reachability

.PHONY: build
build: .venv/installed ## Build the archive for Galaxy
	$(BIN)/ansible-galaxy collection build --force

.PHONY: lock
lock: .venv/installed ## Pin the Python packages anew
	uv pip compile -q -U --python-version 3.12 --no-emit-index-url --no-emit-find-links --no-header --no-annotate requirements.in -o requirements.txt
	uv pip compile -q -U --python-version 3.12 --no-emit-index-url --no-emit-find-links --no-header --no-annotate -c requirements.txt requirements-dev.in -o requirements-dev.txt
