# On a machine with Python 3.11 or newer, git and make: `make repro`, `make test` and `make test-all`. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev
PACKAGE := $(VENV)/.installed-package
PEERS := .venv-bench
SIZE ?= full
STYLES := .styles
TEMPLATES := src/pages/templates
SPARK_VENV := .venv-spark
WORKERS ?= 2
COVERAGE ?=
TESTS := pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
SPARK := $(SPARK_VENV)/.installed
LOCK := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -p 3.11
SITE := python -m sphinx --quiet --fail-on-warning --keep-going --fresh-env --doctree-dir build/doctrees
say = @printf '\n== %s\n'

# DVC's stages say `python`: theirs is the one in the virtual environment.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# No tool sends analytics (docs/decisions/0004-no-telemetry.md). The package sets the same switches for itself (src/telemetry.py).
export DO_NOT_TRACK := true
export DVC_NO_ANALYTICS := true
export GX_ANALYTICS_ENABLED := false
export MLFLOW_DISABLE_TELEMETRY := true
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help repro in-git test fast-tests coverage test-all every-test test-slow test-spark fuzz lint platforms stages bench study ui docs locks styles wheel clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

repro: in-git $(RUN) $(PACKAGE) ## run the whole pipeline, from a chronology to the report
	$(say) "Running the pipeline (neglect-triage run)"
	@neglect-triage run
	@echo "   For dvc and mlflow: source $(VENV)/bin/activate"

# A project that was downloaded as a ZIP file has no .git, and DVC refuses it only after everything has been installed.
in-git:
	@git rev-parse --git-dir >/dev/null || grep -qsi 'no_scm *= *true' .dvc/config .dvc/config.local || { \
		echo "STOPPED. Git keeps no record of this folder, or cannot be run; the line above says which. DVC needs it."; \
		echo "  do: git init (install Git first if it is missing), then make repro again"; exit 2; }

test: $(DEV) $(PACKAGE) ## check style, types and imports, and run every fast test
	@$(MAKE) -j2 lint fast-tests
	$(say) "Done, but for the slow tests: make test-slow. What could not be run here, if anything, is listed above by name."

fast-tests: $(DEV) $(PACKAGE)
	$(say) "Running the fast tests, with $(WORKERS) workers"
	@$(TESTS) -m "not slow"

coverage: ## the same as make test-all, and measure which branches of src/ the tests run through (half as long again)
	@$(MAKE) test-all COVERAGE=yes

test-all: $(DEV) $(PACKAGE) ## what make test and make test-slow check, in one run: shorter than both, and what continuous integration runs
	@$(MAKE) -j2 lint every-test

every-test: $(DEV) $(PACKAGE)
	$(say) "Running every test, with $(WORKERS) workers"
	@$(TESTS) $(if $(COVERAGE),--cov --cov-report=term)
	$(say) "Done. What could not be run here, if anything, is listed above by name."

test-slow: $(DEV) $(PACKAGE) ## run the slow tests: whole runs of their own, killed runs, a cluster
	$(say) "Running the slow tests, with $(WORKERS) workers"
	@$(TESTS) -m slow
	$(say) "Done, but for the fast tests: make test. What could not be run here, if anything, is listed above by name."

test-spark: $(SPARK) ## run the features on a real Spark cluster of three processes (needs Java; an environment apart)
	$(say) "Testing features on Apache Spark: a master, two workers, and one of them killed half way"
	@$(SPARK_VENV)/bin/python -m pytest tests/spark -rA --durations=0

fuzz: $(DEV) $(PACKAGE) ## feed the readers of extracts, and every command on files, with made-up and broken ones, for longer than the tests do
	$(say) "Fuzzing readers and commands; a file that breaks one is kept in .hypothesis, and is tried first next time"
	@pytest tests/extracts/test_fuzz.py tests/cli/test_fuzz.py --hypothesis-profile=fuzz --durations=0

lint: $(DEV) $(PACKAGE) ## check style, types, imports and dead code only
	$(say) "Checking style (ruff)"
	@ruff check --quiet .
	@ruff format --check --quiet .
	$(say) "Checking types (mypy), and what macOS and Windows have of Python's own library"
	@mypy
	@for system in darwin win32; do mypy --config-file .typing/other_systems.ini --platform $$system --cache-dir .mypy_cache/$$system; done
	$(say) "Checking which room imports which (lint-imports)"
	@lint-imports --no-logo
	$(say) "Looking for code that nothing uses (vulture)"
	@vulture

platforms: $(DEV) $(PACKAGE) ## check types in full as they are on Linux, macOS and Windows (five minutes; make lint asks for less)
	@for system in linux darwin win32; do echo "$$system:"; mypy --platform $$system --cache-dir .mypy_cache/full-$$system; done

stages: $(DEV) $(PACKAGE) ## write the code that each stage depends on into dvc.yaml, from what it imports
	@python -m tools.stages

bench: $(RUN) $(PACKAGE) $(PEERS)/.installed ## measure the feature engine beside its peers (a quick look: SIZE=small)
	$(say) "Measuring at size $(SIZE); leave the machine alone meanwhile"
	@python -m benchmarks.run --size $(SIZE) --peers $(PEERS)/bin/python
	$(say) "Done: benchmarks/results.json and benchmarks/results.svg"

study: $(RUN) $(PACKAGE) ## measure what the fairness audit can find, on simulated worlds (about half an hour on one core)
	$(say) "Simulating worlds with and without a bias; results are written after every round"
	@OMP_NUM_THREADS=1 python -m benchmarks.bias_study
	$(say) "Done: docs/explanation/bias_study.json and docs/explanation/bias_study.md"

ui: $(RUN) $(PACKAGE) ## show every run in MLflow, on this machine only
	$(say) "Open http://127.0.0.1:5000 in a browser; stop with Ctrl-C"
	@mlflow ui --backend-store-uri sqlite:///mlflow.db --host 127.0.0.1 --port 5000

docs: $(DEV) $(PACKAGE) ## build the pages about this program, which `neglect-triage docs` shows
	@$(SITE) docs src/site
	@neglect-triage docs

locks: ## make the lock files anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "STOPPED. uv is not installed; it is needed for this command only."; exit 2; }
	$(say) "Locking the four environments: run, development, Spark, benchmarks"
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	@$(LOCK) pyproject.toml --extra spark -c requirements.lock -o requirements-spark.lock
	@$(LOCK) benchmarks/requirements.in -o requirements-bench.lock

# Every page carries govuk.css, so it keeps the rules alone that our templates and the design system's macros can meet. The macro of
# summary lists could also write cards and links to change an answer, which no page of ours has.
styles: COMPONENTS := details inset-text phase-banner skip-link summary-list tag warning-text
styles: CARD := govuk-summary-card
styles: LINKS := govuk-summary-list__actions
styles: UNUSED := $(CARD) $(CARD)__title-wrapper $(CARD)__title $(CARD)__actions $(CARD)__action $(CARD)__content $(LINKS) $(LINKS)-list $(LINKS)-list-item
styles: ## compile the style sheets of pages anew from the GOV.UK design system's Sass (needs npm)
	@command -v npm >/dev/null || { echo "STOPPED. npm is not installed; it is needed for this command only."; exit 2; }
	$(say) "Compiling govuk.scss, govuk_form.scss and govuk_workbench.scss"
	@npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix $(STYLES) govuk-frontend@6.3.0 sass@1.108.2 purgecss@8.0.0
	@for name in govuk govuk_form govuk_workbench; do \
		$(STYLES)/node_modules/.bin/sass --style=compressed --no-charset --no-source-map --load-path=$(STYLES)/node_modules $(TEMPLATES)/$$name.scss $(STYLES)/$$name.css; done
	@$(STYLES)/node_modules/.bin/purgecss --css $(STYLES)/govuk.css --output $(STYLES)/govuk.css --blocklist $(UNUSED) \
		--content $(TEMPLATES)/*.html $(TEMPLATES)/*.js src/pages/*.py \
		$(COMPONENTS:%=$(VENV)/lib/python3*/site-packages/govuk_frontend_jinja/templates/components/%/macro.html)
	@for name in govuk govuk_form govuk_workbench; do \
		{ echo "/* govuk-frontend 6.3.0, of $$name.scss $$(sha256sum < $(TEMPLATES)/$$name.scss | cut -c 1-12) by make styles. Copyright (C) 2017 Crown Copyright"; \
		  echo "(Government Digital Service), MIT licence: its permission notice is that of LICENSE. */"; \
		  cat $(STYLES)/$$name.css; \
		} > $(TEMPLATES)/$$name.css; done

# From what is committed, and with the day of the commit in it: the same commit gives the same bytes.
# The site is made from the committed code too, so that code is installed beside it first.
wheel: $(DEV) ## build the wheel of the last commit into dist/ (no network)
	@rm -rf build/release build/installed && mkdir -p build/release
	@git archive HEAD | tar -x -C build/release
	@python -m pip install --quiet --no-deps --no-build-isolation --no-index --target build/installed build/release
	@PYTHONPATH=build/installed $(SITE) build/release/docs build/release/src/site
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) python -m pip wheel --quiet --no-deps --no-build-isolation --no-index --wheel-dir dist build/release
	@rm -rf build/release build/installed
	@python -m pip hash dist/*.whl

clean: ## remove the virtual environments and caches (data and results stay)
	@rm -rf $(VENV) $(PEERS) $(SPARK_VENV) $(STYLES) build dist src/*.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find src pipelines tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# A second run installs nothing: each stamp is newer than the file that it was installed from.
$(RUN): requirements.lock | $(VENV)/bin/pip
	$(call install,requirements.lock,$(VENV))
	@python -c 'import lightgbm' || { \
		echo "STOPPED. LightGBM cannot be loaded; the lines above say why."; \
		echo "  if they name libgomp, a system library that pip cannot install:"; \
		echo "  do: apt-get install libgomp1 (Debian, Ubuntu) or dnf install libgomp (Fedora, Red Hat), then make again"; exit 2; }
	@touch $@

$(DEV): requirements-dev.lock | $(RUN)
	$(call install,requirements-dev.lock,$(VENV))
	@touch $@

$(PACKAGE): pyproject.toml | $(RUN)
	@$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# Peers have an environment of their own: what they need must not bend what we run with.
$(PEERS)/.installed: requirements-bench.lock | $(VENV)/bin/pip
	$(say) "Installing the peers of the benchmarks in $(PEERS) (once)"
	@$(VENV)/bin/python -m venv $(PEERS)
	@$(PEERS)/bin/pip install --quiet --require-hashes -r $<
	@touch $@

# Spark has an environment of its own: what looks for pyspark behaves otherwise where it finds it.
$(SPARK): requirements-spark.lock requirements-dev.lock pyproject.toml | $(SPARK_VENV)/bin/pip
	@command -v java >/dev/null || { \
		echo "STOPPED. Java is not installed, and Spark needs it (17 or later)."; \
		echo "  do: apt-get install openjdk-17-jre-headless (Debian, Ubuntu), then make again"; exit 2; }
	$(call install,requirements-spark.lock,$(SPARK_VENV))
	$(call install,requirements-dev.lock,$(SPARK_VENV))
	@$(SPARK_VENV)/bin/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/bin/pip $(SPARK_VENV)/bin/pip:
	$(say) "Making a virtual environment in $(@:/bin/pip=)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "STOPPED. Python 3.11 or newer is needed; $(PYTHON) is: $$($(PYTHON) --version 2>&1 || true)"; \
		echo "  do: install it, or name another one: make PYTHON=python3.12 ..."; exit 2; }
	@$(PYTHON) -m venv $(@:/bin/pip=)

define install
	@printf '\n== %s\n' "Installing the exact versions of $(1) (1.3 GB in all, once; some minutes)"
	@$(2)/bin/pip install --quiet --require-hashes -r $(1)
endef
