#!/usr/bin/env bash
# Mixed load for minutes, resident memory every ten seconds.
# Usage: bench/soak/soak.sh [MINUTES [yes|no]]          (default: 10 minutes, inline_io off)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

dotnet build -c Release bench/GenGateway.Load -v q -clp:NoSummary
[ -x artifacts/publish/gengateway-linux-x64/gengateway ] || scripts/publish.sh
exec artifacts/bin/GenGateway.Load/release/GenGateway.Load soak --minutes "${1:-10}" --inline "${2:-no}"
