PROMPT ?= a small kitchen with an island, four stools, two mugs and a bowl of apples on the counter
PYTEST ?= .venv/bin/python -m pytest -n 2 --dist loadfile -m "not slow and not consumer"

.PHONY: scene test test-slow test-consumers check fix bench docs serve

scene: ## all set-up, then a sentence becomes a certified room, its variations, episodes that succeed, a dataset and packages
	@scripts/setup
	@.venv/bin/blueprint make "$(PROMPT)"

serve: ## watch the bucket, run the workflows, show the dashboard
	@scripts/setup
	@.venv/bin/blueprint serve

test: ## all set-up, then the tests
	@scripts/setup dev
	$(PYTEST)

test-slow: ## the long samples: kills at 50 moments, every category, every sentence
	@scripts/setup dev
	BLUEPRINT_SAMPLE=50 .venv/bin/python -m pytest -n 2 -m "slow and not consumer"

test-consumers: ## our outputs in other projects' own code, each in an environment of its own
	@scripts/setup dev
	@.venv/bin/python tests/consumers/consumer_environments.py
	.venv/bin/python -m pytest -m consumer

check: ## linters, types, import rules, freshness of generated files
	@scripts/setup dev
	@.venv/bin/ruff check src tests benchmarks
	@.venv/bin/pyright --pythonpath .venv/bin/python
	@.venv/bin/lint-imports
	@.venv/bin/python -m blueprint.cli.main docs --check

fix:
	@.venv/bin/ruff check --fix src tests benchmarks

docs: ## write the generated documents and schemas again
	@.venv/bin/python -m blueprint.cli.main docs

bench: ## print and write benchmarks/results.json
	@scripts/setup dev
	@.venv/bin/python -m benchmarks
