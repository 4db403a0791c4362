#!/usr/bin/env bash
# Decodes mutations of the recorded picture files; one that ends in another exception than the decoder's own, in a crash or beyond its limit, fails.
# Usage: bench/fuzz-pictures.sh [MUTATIONS]        mutations of each of the 115 files, 1000 without it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

dotnet build -c Release tests/GenGateway.Engine.Tests -v q -clp:NoSummary
GENGATEWAY_FUZZ_MUTATIONS="${1:-1000}" artifacts/bin/GenGateway.Engine.Tests/release/GenGateway.Engine.Tests --filter-class '*HostilePictureTests'
