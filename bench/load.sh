#!/usr/bin/env bash
# Builds and publishes what is measured, then prints the tables of bench/README.md.
# Usage: bench/load.sh [options of the mode run]        e.g. bench/load.sh --only c32,paced --rounds 5
# Needs nginx (apt-get install -y nginx-light). YARP is left out where its package cannot be had.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v nginx >/dev/null || { echo "load.sh: nginx is not installed: apt-get install -y nginx-light" >&2; exit 1; }
dotnet build -c Release bench/GenGateway.Load -v q -clp:NoSummary
[ -x artifacts/publish/gengateway-linux-x64/gengateway ] || scripts/publish.sh
yarp=()
if dotnet build -c Release bench/yarp -v q -clp:NoSummary; then
    yarp=(--yarp artifacts/bin/GenGateway.Yarp/release/GenGateway.Yarp)
else
    echo "load.sh: without YARP" >&2
fi

exec artifacts/bin/GenGateway.Load/release/GenGateway.Load run \
    --gateway artifacts/publish/gengateway-linux-x64/gengateway "${yarp[@]}" "$@"
