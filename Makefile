.DEFAULT_GOAL := help
PYTHON ?= python3
PEOPLE ?= 100000
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url \
	--no-annotate --no-header --no-strip-extras --quiet
# One process for each core, at most four: each makes a whole run of its own. A file stays whole.
SIDE_BY_SIDE := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
export DAGSTER_DISABLE_TELEMETRY := yes

help: ## What this Makefile does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Everything below needs the environment; it is rebuilt when the lock changes.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; try: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@echo "Setting up .venv (once; about a minute)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@echo "The command is $(BIN)/customer360; to put it on your PATH: . $(BIN)/activate"
	@touch $@

# What only benchmarks need: rivals and labelled data.
.venv/benchmarks: .venv/installed tests/benchmarks/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/benchmarks/requirements.lock
	@touch $@

# What only the second engine needs, and Java 17 beside it: a few hundred megabytes.
.venv/spark: .venv/installed tests/engines/requirements.lock
	@command -v java >/dev/null || { echo "Java 17 or newer is needed, as in: apt-get install default-jre-headless"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes -r tests/engines/requirements.lock
	@touch $@

run: .venv/installed ## Extracts to published marts; AS_OF=YYYY-MM-DD fixes the day
	@$(BIN)/customer360 run $(if $(AS_OF),--as-of $(AS_OF))

quick: .venv/installed ## The tests that need no whole run, in under a minute: while you work
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow"

test: .venv/installed ## Every test
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-spark: .venv/spark ## Every model of the last run on Apache Spark too, compared; SELECT=+model for some
	@$(BIN)/python -m tests.engines $(if $(SELECT),--select $(SELECT))

check: .venv/installed ## Lint, types, SQL style, dbt parse and structure: before every commit
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint dbt_project/models data/harbour_and_home/departments orchestration/onboarding/templates --disable-progress-bar -p 2
	@$(BIN)/python -m pytest tests/test_structure.py tests/test_dbt_structure.py

# What the tests in a real browser need beside Chromium.
tests/serving/node_modules: tests/serving/package-lock.json
	@npm ci --prefix tests/serving --ignore-scripts --no-audit --no-fund --silent
	@touch $@

test-page: .venv/installed tests/serving/node_modules ## The page in a real Chromium, with axe: keyboard, narrow screens, print
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| { echo "Chromium is needed: apt-get install chromium"; exit 1; }
	@$(BIN)/python -m pytest tests/serving/test_browser.py

page: .venv/installed ## What is published, as a page on this machine
	@$(BIN)/customer360 serve

dev: .venv/installed ## Dagster on 127.0.0.1:3000: lineage, schedules, the sensor, every check
	@$(BIN)/customer360 dev

docs: .venv/installed ## The dbt docs as one offline page; prints where it is
	@$(BIN)/customer360 docs

benchmark: .venv/installed ## Time and memory by stage: PEOPLE=100000; with KILLS=200 what kills cost; with IDENTITY=1 who is who
	@$(if $(IDENTITY),$(MAKE) --no-print-directory .venv/benchmarks && $(BIN)/python -m tests.benchmarks.identity,$(if $(KILLS),$(BIN)/customer360 benchmark --kills $(KILLS),$(BIN)/customer360 benchmark --people $(PEOPLE)))

lock: ## Pin the newest versions that pyproject.toml allows
	@$(BIN)/python -m pip install --quiet uv
	@$(LOCK) --extra dev -o requirements.lock
	@$(LOCK) --extra dev --extra benchmarks -c requirements.lock -o tests/benchmarks/requirements.lock
	@$(LOCK) --extra dev --extra spark -c requirements.lock | awk 'NR == FNR { known[$$1]; next } \
		/^[a-z]/ { new = !($$1 in known) } new' requirements.lock - > tests/engines/requirements.lock

.PHONY: help run quick test test-page test-spark page check dev docs benchmark lock
