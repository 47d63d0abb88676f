# The commands of this repository, and nothing but commands: .ci/run calls the same words.
BIN ?= .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup check format test quick explore docs site examples notebooks bench speed lowest ci always

help:     ## show this list
	@grep -E '^[a-z]+: .*##' Makefile | sed 's/:.*##/\t/' | expand -t 12

setup:    ## make .venv with everything a contributor needs
	python3 -m venv .venv
	.venv/bin/python -m pip install -q -e '.[dev]'

check:    ## lint, formatting, types, import contracts, generated parts of the docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/cog -I docs --check docs/*.md

format:   ## let ruff format the code and fix what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test:     ## every test, doctests included
	$(BIN)/python -m pytest

quick:    ## the tests that take less than a quarter of a second each
	$(BIN)/python -m pytest -m 'not slow'

explore:  ## every test, with new Hypothesis examples
	$(BIN)/python -m pytest --hypothesis-profile=explore

docs:     ## write the generated parts of the docs again
	$(BIN)/cog -I docs -r docs/*.md

site:     ## build the documentation site into site/_build/html; a warning is an error
	$(BIN)/python -m sphinx -q -W --keep-going -c site -b html . site/_build/html

examples: $(patsubst %.py,%.out,$(wildcard examples/*.py))  ## write the outputs of the examples again

examples/%.out: examples/%.py always
	$(BIN)/python $< >$@

notebooks: ## execute the notebooks
	$(BIN)/python -m pytest tests/test_notebooks.py

bench:    ## measure speed and start-up, here and now
	$(BIN)/python benchmarks/compare.py
	$(BIN)/python benchmarks/simpy_engine.py
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/size.py

speed:    ## measure everybody again and put the tables into docs/speed.md
	$(BIN)/python benchmarks/compare.py --write docs/speed.md

lowest:   ## the tests again, with the oldest dependencies that pyproject.toml allows
	.ci/lowest

ci:       ## all that a change must pass, in fresh environments
	.ci/run
