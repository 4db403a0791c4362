#!/usr/bin/env bash
# Reads recorded streams split at random places, with every reader of frames, and prints how many readings differed from the unsplit one.
# Usage: bench/fuzz.sh [SPLITS]        splits for each reader, 100000 without it; a reading that differs fails, with the split that shows it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

dotnet build -c Release tests/GenGateway.Tests -v q -clp:NoSummary
counts=$(mktemp -d)
trap 'rm -rf "$counts"' EXIT
GENGATEWAY_FUZZ_SPLITS="${1:-100000}" GENGATEWAY_FUZZ_COUNTS="$counts" \
    artifacts/bin/GenGateway.Tests/release/GenGateway.Tests --filter-class '*FrameFuzzTests' >&2
echo "| reader | streams | splits | packets | differed | seconds |"
echo "|---|---|---|---|---|---|"
cat "$counts"/*
