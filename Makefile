# The one door. Every command makes .venv first when it is missing or stale; `make` alone lists what there is.

PYTHON ?=
UPGRADE ?=
ARGS ?=

RUN := .venv/bin/python -m
COMPILE := .venv/bin/uv pip compile pyproject.toml --quiet --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help setup demo plans fresh bench-site words screenshots test-database prove prove-pool prove-commit prove-fuzz prove-kill prove-disk prove-slow prove-scanners proof-page advisories prove-mutants prove-chains prove-matrix prove-revocation prove-hidden prove-policies prove-races prove-pages test check fix bench bench-england requirements clean

help: ## list what make can do
	@echo "Wraparound: make TARGET"
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'
	@echo
	@echo "  Set-up happens by itself. PYTHON=... chooses an interpreter (3.11, 3.12 or 3.13)."

setup: ## make .venv if it is missing or stale (every other target does this first)
	@PYTHON="$(PYTHON)" sh tools/setup.sh

demo: setup ## the whole site on this machine, with made-up people in real places (PORT=8000)
	@$(RUN) wraparound.demo

plans: setup ## make a made-up area in real places, plan it, and leave plans.xlsx to open
	@$(RUN) areas demo

test: check ## check, then run every test
	$(RUN) pytest

test-database: setup ## only what speaks to the database (WRAPAROUND_POSTGRES=system takes the machine's own)
	WRAPAROUND_STEPS=$${WRAPAROUND_STEPS:-1000} $(RUN) pytest -k "not planted and not dropped_or_opened" tests/sharing/test_access.py tests/sharing/test_oracle.py tests/sharing/test_upkeep.py tests/sharing/test_hostile.py tests/plans/test_actions.py tests/plans/test_merging.py tests/core/test_scope.py tests/core/test_lint.py tests/core/test_audit.py tests/core/test_once_at_once.py

prove: setup ## the oracle against the database over a million steps, the planner's properties fifty times over (hours)
	WRAPAROUND_STEPS=1000000 $(RUN) pytest tests/sharing/test_oracle_wide.py -k agree -n 0
	WRAPAROUND_STEPS=50000 $(RUN) pytest tests/sharing/test_oracle.py -k agree -n 0
	WRAPAROUND_PLANTED=all $(RUN) pytest tests/sharing/test_oracle.py -k planted -n 0
	WRAPAROUND_EXAMPLES=50 $(RUN) pytest tests/planner -k properties

prove-pool: setup ## shared connections, Django's and pgbouncer's: nobody is answered as somebody else (REQUESTS=100000)
	@$(RUN) proof.pool $(or $(REQUESTS),100000)

prove-commit: setup ## the way to the database is cut as forms commit: nothing doubled, nothing lost (TRIALS=200)
	@$(RUN) proof.commit $(or $(TRIALS),200)

prove-fuzz: setup ## hostile answers to every form: never an error, never another learner's words (POSTS=20000)
	@$(RUN) proof.fuzz $(or $(POSTS),20000)

prove-kill: setup ## kill -9 of each of the site's processes while people write: nothing lost, nothing twice (TRIALS=50)
	@$(RUN) proof.kill $(or $(TRIALS),50)

prove-disk: setup ## the database's disk fills up while people write (as root: it mounts a small one)
	@$(RUN) proof.disk

prove-slow: setup ## the database answers late: pages come, or end in time with our own words (REQUESTS=96)
	@$(RUN) proof.slow $(or $(REQUESTS),96)

prove-scanners: setup ## wapiti and sqlmap against a running site; each has to find what is planted (MINUTES=30)
	@$(RUN) proof.scanners $(or $(MINUTES),30)

proof-page: setup ## write what the proofs found into docs/proof.md
	@$(RUN) proof.report

advisories: setup ## compare what is installed with known weaknesses (asks the registry of packages)
	@$(RUN) tools.advisories

prove-mutants: setup ## small changes to the rules of access, one at a time: their tests notice
	@$(RUN) proof.mutants

prove-chains: setup ## whatever is changed in an audit chain is found (TAMPERINGS=5000)
	WRAPAROUND_TAMPERINGS=$(or $(TAMPERINGS),5000) $(RUN) pytest -n 0 tests/core/test_audit.py -k "chain_of_six"

prove-matrix: setup ## every address, actor, method and state of what is shared: nobody reads a word that is not open
	@$(RUN) proof.matrix

prove-revocation: setup ## what ends is over with the next request: every page and form that somebody had open
	@$(RUN) proof.revocation

prove-hidden: setup ## hidden rows change no byte of anybody's pages; hidden takes as long as absent (PAIRS=2000)
	@$(RUN) proof.hidden $(or $(PAIRS),2000)

prove-policies: setup ## each policy of the database changed in each way: somebody sees or does something else
	@$(RUN) proof.policies

prove-races: setup ## each pair of changes to who sees what, stopped at each statement
	@$(RUN) proof.races

prove-pages: setup ## the oracle against pages and files, over random histories in which time passes (STEPS=2000)
	@$(RUN) proof.oracle_pages $(or $(STEPS),2000)

check: setup ## lint, layout, types and what may import what
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	.venv/bin/lint-imports --no-logo

fix: setup ## mend what lint and layout can mend by themselves
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

bench-site: setup ## measure the site with 100,000 learners: lists, pages, search, through the site and by hand
	@$(RUN) benchmarks.site

words: setup ## collect what the site says into the files of other languages (src/wraparound/locale)
	@.venv/bin/python tools/words.py update
	@.venv/bin/python tools/words.py compile

screenshots: setup ## pictures of the main pages at 320 and 1280 px, into build/screenshots
	@.venv/bin/python tools/screenshots.py

bench: setup ## measure the planner by size, beside its peers, in tables (hours; resumable: ARGS="--limit-minutes 30")
	@$(RUN) benchmarks $(ARGS)

bench-england: setup ## plan every council of England, 150,000 made-up learners (about an hour; resumable: ARGS=...)
	@$(RUN) benchmarks.england $(ARGS)

requirements: setup ## compile requirements/ from pyproject.toml again (UPGRADE=--upgrade takes newer releases)
	$(COMPILE) -o requirements/run.txt
	$(COMPILE) -c requirements/run.txt --extra places --group dev -o requirements/dev.txt

fresh: ## forget what was done in the demo: the next one begins anew
	rm -rf var/demo

clean: ## remove .venv and everything else that can be made again
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage build
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	rm -rf src/*.egg-info
