# make build   a virtual environment, the package, and this repository's own dataset
# make test    lint, types and tests
# make help    the rest
# Needs Python >= 3.11 and make, nothing else. PYTHON=python3.12 make … picks another interpreter.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help build test lint types tests slow torture docs site package lock clean-venv

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -5

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"error: Python {v.major}.{v.minor} found, 3.11 or newer is needed; make PYTHON=python3.12 picks another")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

build: $(STAMP)
	$(BIN)/clean build

test: lint types tests

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

tests: $(STAMP)  # two at a time, which fits into 4 GB; make tests JOBS=8 where there is more
	$(BIN)/pytest -n $(or $(JOBS),2) --dist worksteal

slow: $(STAMP)
	$(BIN)/pytest -m slow

torture: $(STAMP)  # an hour or two; SHARE=0.1 runs a tenth of each sweep; docs/reliability.md has the figures
	$(BIN)/python -m tests.trust.torture --share $(or $(SHARE),1)

docs: $(STAMP)  # the generated pages, and what the commands on all pages print now
	$(BIN)/python -m cleaner.release.cards.columns_doc > docs/columns.md.new && mv docs/columns.md.new docs/columns.md
	$(BIN)/python -m cleaner.rules.catalog > docs/rules.md.new && mv docs/rules.md.new docs/rules.md
	$(BIN)/python -m cleaner.settings > docs/settings.md.new && mv docs/settings.md.new docs/settings.md
	$(BIN)/python -m tests.docs.pages

site: $(STAMP)  # the documentation as a web site, in site/; a warning is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir site

ray: $(STAMP)
	$(BIN)/pytest -m ray

package: $(STAMP)
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist

lock:  # needs uv
	uv pip compile --universal --python-version 3.11 --group dev --no-header --no-annotate --output-file requirements.lock pyproject.toml

clean-venv:
	rm -rf $(VENV)
