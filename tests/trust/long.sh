#!/bin/sh
# The long tiers, run by `make trust`. Set KG_FUZZ_SECONDS to fuzz each target longer than an hour.
set -eu
cd "$(dirname "$0")/../.."

echo "== all tests in a network namespace that has only itself"
unshare -rn python -m tests.trust.alone python -m pytest --numprocesses auto --dist loadfile

echo "== 500 kills, 20 hash seeds, long property tests"
KG_TRUST=long python -m pytest --numprocesses auto tests/trust tests/fuzz tests/making tests/servers

for target in sheet jsonl bulk ntriples guard parameters turtle jsonld; do
  echo "== fuzzing: $target"
  python -m tests.fuzz.long "$target" "${KG_FUZZ_SECONDS:-3600}"
done

echo "== mutation testing"
python -m tests.trust.mutation
