# Everything here works on a fresh machine with Python 3.11, make and git. `make` alone lists it.
.DEFAULT_GOAL := help
PYTHON ?= python3
SERVER := .venv/bin/python
# Rasa 3.6's own dependencies warn of each other at every start.
RASA := .venv-rasa/bin/python -W ignore::DeprecationWarning -m bot.launcher
PREPARE := $(PYTHON) -m server.launch.prepare
BOT_FILES := --domain bot/domain --data bot/data --config config.yml
RESULTS := --model var/models/assistant.tar.gz --out var/rasa-test --no-plot

# $(call report,NAME): where an evaluation is written to.
report = --html var/evaluation/$(1).html --json var/evaluation/$(1).json

# $(call stage,TITLE,COMMAND): shows how long the command took, stops when it fails.
define stage
@printf '\n== %s\n' "$(1)"; from=$$(date +%s); $(2) && printf '== %s: %s s\n' "$(1)" "$$(($$(date +%s) - from))"
endef

# $(call beside,TESTS,LOG,TESTS): the first beside the others, shown when all have ended.
define beside
mkdir -p var; $(SERVER) -m pytest $(1) > $(2) 2>&1 & beside=$$!; failed=0; \
	$(SERVER) -m pytest $(3) || failed=1; \
	wait $$beside || failed=1; cat $(2); test $$failed = 0
endef

# Two halves that take about as long, on two processors.
FIRST_HALF := tests/server tests/embeddings tests/evaluation tests/knowledge

.PHONY: help run test setup train index check conversations audit evaluate benchmark clean

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 20

run: setup ## Set up what is missing, then serve on http://localhost:8000 until Ctrl-C
	@$(SERVER) -m server.launch.supervisor

test: setup check ## Set up what is missing, then check and test everything
	$(call stage,audit,$(SERVER) -m tests.security)
	$(call stage,content,$(SERVER) -m embeddings validate)
	$(call stage,Rasa data,$(RASA) data validate $(BOT_FILES))
	$(call stage,Rasa stories,$(RASA) test core --e2e --stories tests/bot/stories --fail-on-prediction-errors $(RESULTS))
	$(call stage,Rasa examples,$(RASA) test nlu --domain bot/domain --nlu tests/bot/nlu $(RESULTS))
	$(call stage,tests,$(call beside,$(FIRST_HALF),var/first-half.log,$(addprefix --ignore=,$(FIRST_HALF))))

setup: ## Make both environments, train Rasa, build the index: only what changed
	@$(PREPARE)

train: ## Train Rasa, if its files changed
	@$(PREPARE) rasa-environment train

index: ## Build the index, if the content changed
	@$(PREPARE) environment encoder index

check: ## Lint, formatting, types
	@$(PREPARE) environment
	$(call stage,ruff,$(SERVER) -m ruff check . && $(SERVER) -m ruff format --check .)
	$(call stage,mypy,$(SERVER) -m mypy && $(SERVER) -m mypy --python-version 3.10 -p bot)

# URL=http://… talks to a running assistant; ARGUMENTS="…" are further ones of `-m tests.runner run`.
conversations: setup ## Run the conversation tests: FILE=… CASE="…" for some of them
	$(call stage,conversations,$(SERVER) -m tests.runner run $(FILE) $(if $(CASE),--case "$(CASE)") $(if $(URL),--url $(URL)) $(ARGUMENTS))

# FOLDER=… is vulns/ of a clone of the Python Packaging Advisory Database, where the service is out of reach.
audit: ## Ask pip-audit what is known against the pinned packages of both environments
	@$(PREPARE) environment
	$(call stage,audit,$(SERVER) -m tests.security $(if $(FOLDER),--advisories $(FOLDER)))

# URL=http://… asks a running assistant (ASSISTANT_RATE_LIMIT=off); BASELINES=1 adds Rasa's own
# ResponseSelector and Haystack, which takes some twenty minutes.
evaluate: setup ## Ask the assistant labelled questions: FILES="…" (BASELINES=1: and other systems)
	$(call stage,assistant,$(SERVER) -m tests.evaluation $(FILES) $(if $(URL),--url $(URL)) $(call report,assistant))
	$(if $(BASELINES),$(call stage,other systems,$(SERVER) -m tests.evaluation.baselines $(FILES) $(call report,baselines)))

# ARGUMENTS="turns --quick" are those of `-m tests.benchmarks`.
benchmark: setup ## Measure speed and scale, into var/benchmark: ARGUMENTS="…" for some of it
	@$(PREPARE) benchmark-environment
	$(call stage,benchmarks,var/benchmark-environment/bin/python -m tests.benchmarks $(ARGUMENTS))

clean: ## Remove all that was built: environments, model, index. Data stays
	rm -rf .venv .venv-rasa .rasa var/haystack var/benchmark-environment var/models var/encoder var/index var/index.before var/stamps var/tools var/logs var/rasa-test
	rm -rf .mypy_cache .pytest_cache .ruff_cache
