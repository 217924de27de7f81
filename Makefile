# Everything Pulssi needs, from nothing: make demo, make test.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test gallery lint bench clean lock format

setup: .venv/.ready node_modules/.ready chromium pango

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

node_modules/.ready: package-lock.json
	@if command -v npm >/dev/null; then npm ci --no-audit --no-fund --silent && touch $@; \
	else mkdir -p node_modules && echo "No Node.js: the demo tells its story in the terminal." ; fi

.PHONY: chromium
chromium:
	@sh tests/playground/chromium.sh

.PHONY: pango
pango: .venv/.ready
	@BIN=$(BIN) sh tests/reports/pango.sh

demo: .venv/.ready node_modules/.ready
	$(BIN)/pulssi demo

test: setup lint
	$(BIN)/pytest --numprocesses auto --dist loadfile -m "not playground and not timed"
	$(BIN)/pytest -m "playground or timed"

gallery: setup
	$(BIN)/python -m tests.gallery

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.ready
	$(BIN)/python -m bench

lock:
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-header --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf build var .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
