# Every target sets up what it needs in .venv first; nothing else has to be installed but Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin

# The report of the demonstration, or `make report AREA=05J RAW=folder/of/published/files`.
AREA ?=
RAW ?=

.PHONY: report pictures test test-all check lab bench lock

.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

report: .venv/.installed
	$(BIN)/jsna report $(AREA) $(if $(RAW),--raw $(RAW))

# HTML_CodeSniffer for the browser tests; without npm they are skipped and say so.
tests/accessibility/node_modules: tests/accessibility/package-lock.json
	@command -v npm >/dev/null || { echo "npm is not installed: tests with HTML_CodeSniffer are skipped"; exit 0; }; \
	npm ci --silent --no-audit --no-fund --fetch-retries 1 --fetch-timeout 20000 --prefix tests/accessibility \
	|| echo "HTML_CodeSniffer could not be installed: its tests are skipped"

PYTEST := $(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

# All units and properties, a report by each path, the browser on one page.
test: .venv/.installed tests/accessibility/node_modules
	$(PYTEST) -m "not thorough and not real_data"

# These, and whole editions, the real files where they are, hostile names, every browser check, JupyterLab; what tests share is made once.
test-all: .venv/.installed tests/accessibility/node_modules
	$(PYTEST) -n 3  # many of them wait for browsers and other programs

check: .venv/.installed
	$(BIN)/ruff check jsna tests bench
	$(BIN)/mypy

lab: .venv/.installed
	@test -d demo || $(BIN)/jsna demo
	@echo "No browser opens? Copy the address below that begins with http://127.0.0.1 into one. On another machine, first type there:"
	@echo "  ssh -L 8888:localhost:8888 $$(hostname)"
	$(BIN)/jupyter lab notebooks

bench: .venv/.installed
	$(BIN)/python bench/methods.py
	$(BIN)/python bench/build.py
	$(BIN)/python bench/records.py
	$(BIN)/python bench/records.py cluster 2000000 csv

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --output-file requirements.lock

pictures: report
	$(BIN)/python docs/pictures.py
