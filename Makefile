# Everything a user does has one name. `make` alone lists the names.
#
# The environment lives in .venv and is built from requirements.lock, hashes checked. Two stamp files inside it
# remember what has been installed, so a second call installs nothing.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
INSTALLED := $(VENV)/.installed

# The first interpreter that is new enough; `make report PYTHON=/path/to/python3.12` names another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo "$$p" && break; done)

PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
# Nothing is compiled; two are published as source only (pure Python, used in tests alone).
WHEELS := --only-binary :all: --no-binary libhxl --no-binary python-io-wrapper
PYTEST_ARGS ?=
LAB_ARGS ?=
PROFILE_ARGS ?=
FILES ?= 2400
RUNS ?= 2000
ENGINE ?= own
TORTURE_ARGS ?=

# What the user's shell has set for other projects must not reach into this one.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV PIP_REQUIRE_VIRTUALENV PIP_USER PIP_TARGET PIP_PREFIX PIP_CONSTRAINT

.PHONY: help install wheel report test torture identity study screenshots axe lab bench profile malformed fuzz lint format lock notebooks clean clean-all

help: ## List the targets
	@echo "Contested Figures: make TARGET"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' Makefile

install: $(INSTALLED) ## Build .venv from requirements.lock (every other target does so when needed)

# The compiler leaves its modules beside the sources it is given, where Python would load them long after those have changed: it gets a copy.
wheel: $(INSTALLED) ## Build dist/contested-*.whl, in which the reading of texts is compiled (needs a C compiler; two minutes)
	@$(BIN)/python -c 'import pathlib, shutil, sys, sysconfig; sys.exit(not (shutil.which("cc") and \
		pathlib.Path(sysconfig.get_paths()["include"], "Python.h").exists()))' || { \
		echo "make wheel needs a C compiler and the headers of Python; on Debian and Ubuntu: apt install gcc python3-dev" >&2; exit 1; }
	@echo "Compiling (about two minutes)" >&2
	@rm -f dist/contested-*.whl; tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && cp -R pyproject.toml README.md LICENSE src "$$tmp" && \
		HATCH_BUILD_HOOK_ENABLE_MYPYC=true $(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist "$$tmp"
	@echo "Wheel: $$(echo $(CURDIR)/dist/contested-*.whl), for this version of Python and this kind of machine"

report: $(INSTALLED) ## Read data/raw, write the tables and reports/index.html
	@$(BIN)/contested run || { code=$$?; [ $$code -eq 3 ] || exit $$code; \
		echo "Some documents could not be read; the table of rejects and the corpus report name them."; }
	@echo "Reports: $(CURDIR)/reports/index.html"

# The committed notebooks are compared with what they give on the tables of this very code, so those are built first.
# The slowest files come first, so that neither of the two processes is left alone with one of them in the end.
test: $(INSTALLED) ## Run the whole test suite, the committed notebooks included
	@$(MAKE) --no-print-directory report
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --nbval --nbval-current-env --nbval-cell-timeout=300 \
		tests/runs tests/acceptance tests notebooks $(PYTEST_ARGS)

torture: $(INSTALLED) ## Kill 200 runs at random moments and look at what each leaves (an hour; TORTURE_ARGS="--kills 20 --full")
	$(BIN)/python tests/runs/torture.py $(TORTURE_ARGS)

identity: $(INSTALLED) ## Compare the bytes of 24 runs: time zones, locales, workers, hash seeds (half an hour)
	$(BIN)/python tests/runs/identity.py

# A larger corpus through the same notebooks: FA-KES, 804 articles of 15 outlets (Abu Salem et al. 2019, CC BY 4.0).
STUDY ?= ../shared/corpora/fa-kes.csv
STUDY_SIDES := {"the government and its allies": ["government", "iran", "russia"], \
	"the opposition and its backers": ["opposition", "turkey", "saudi"], "others": ["egypt", "jordan", "lebanon", "independent"]}

study: $(INSTALLED) ## How outlets of different sides report the war in Syria: STUDY=fa-kes.csv into build/study/index.html
	@[ -e "$(STUDY)" ] || { echo "$(STUDY) is not there; name the corpus: make study STUDY=path/to/fa-kes.csv" >&2; exit 1; }
	@$(BIN)/contested parse "$(STUDY)" build/study-tables || [ $$? -eq 3 ]
	@$(BIN)/contested compare build/study-tables
	@$(BIN)/contested report build/study-tables build/study -p 'outlet_sides=$(STUDY_SIDES)'
	@echo "Study: $(CURDIR)/build/study/index.html"

screenshots: $(INSTALLED) ## Pictures of all pages and of their print, into build/screenshots (needs Chromium)
	@[ -e reports/index.html ] || $(MAKE) --no-print-directory report
	$(BIN)/python tests/browser/screenshots.py reports build/screenshots

axe: $(INSTALLED) ## Have axe look at every page in light, dark and narrow windows (make test looks at each page in one; needs Chromium)
	CONTESTED_AXE=all $(BIN)/python -m pytest tests/browser/test_pages.py -k axe $(PYTEST_ARGS)

lab: $(INSTALLED) ## Open the notebooks in JupyterLab
	@[ -e reports/index.html ] || $(MAKE) --no-print-directory report
	$(BIN)/python -m jupyterlab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks/explore.ipynb \
		--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(LAB_ARGS)

bench: $(INSTALLED) ## Run every benchmark in benchmarks/
	@for b in $(filter-out benchmarks/_%,$(sort $(wildcard benchmarks/*.py))); do echo "== $$b"; $(BIN)/python "$$b" || exit; done

profile: $(INSTALLED) ## Where parsing spends its time: the top functions, and build/profile for a viewer (PROFILE_ARGS="--megabytes 4")
	$(BIN)/python benchmarks/_profile.py $(PROFILE_ARGS)

malformed: $(INSTALLED) ## Read FILES (2400) broken and hostile files: nothing may crash, hang or be lost
	$(BIN)/python tests/hostile --files $(FILES)

fuzz: $(INSTALLED) ## Fuzz the parser and every reader with RUNS (2000) inputs each; ENGINE=atheris is guided by coverage
	$(BIN)/python tests/fuzz --runs $(RUNS) --engine $(ENGINE)

lint: $(INSTALLED) ## Check style and types: ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy

format: $(INSTALLED) ## Bring code and notebooks into the project's format
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

notebooks: $(INSTALLED) ## Run the notebooks again and save their outputs for review and commit
	$(BIN)/contested notebooks

# The resolver is fetched into a folder of its own and thrown away; .venv is not touched.
# One version per package for every Python (fork-strategy), so that results do not depend on the interpreter.
lock: ## Renew requirements.lock from pyproject.toml (needs the network)
	@$(require-python)
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	"$(PYTHON)" -m venv "$$tmp/venv" && \
	"$$tmp/venv/bin/python" -m pip install --disable-pip-version-check --no-input --quiet uv && \
	"$$tmp/venv/bin/uv" pip compile pyproject.toml --upgrade --all-extras --group build --group compiled --output-file "$$tmp/lock" \
		--universal --fork-strategy fewest $(WHEELS) --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet && \
	cp "$$tmp/lock" requirements.lock
	@echo "requirements.lock renewed: read the difference, then make test"

clean: ## Remove what runs leave behind: tables, reports, caches (earlier editions in runs/ stay)
	find data/processed reports -mindepth 1 ! -name README.md -delete
	rm -rf .contested-* data/.contested-* .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov build dist benchmarks/results
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

clean-all: clean ## The same, and earlier editions and .venv
	rm -rf runs $(VENV)

define require-python
[ -n "$(PYTHON)" ] && "$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null || { \
	echo "Contested Figures needs Python 3.11 or newer; found: $$({ "$(or $(PYTHON),python3)" --version || echo none; } 2>&1 | tail -n 1)." >&2; \
	echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 1; }
endef

# A .venv that works is kept, whatever made it; a broken or half-made one is made anew.
$(LOCKED): requirements.lock
	@$(BIN)/python -c 'import pip; $(NEW_ENOUGH)' 2>/dev/null || { $(require-python); }
	@echo "Installing the locked dependencies into $(VENV) (once; a few minutes on a slow line)" >&2
	@$(BIN)/python -c 'import pip; $(NEW_ENOUGH)' 2>/dev/null || "$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PIP) install --require-hashes $(WHEELS) -r requirements.lock
	@touch $@

# The stamp says where the package was installed from: a folder that has been moved is installed again.
MOVED := $(if $(wildcard $(INSTALLED)),$(shell [ "$$(cat $(INSTALLED))" = "$$(pwd)" ] || echo moved))
.PHONY: $(MOVED)

$(INSTALLED): pyproject.toml $(LOCKED) $(MOVED)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@pwd >$@
