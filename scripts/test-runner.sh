#!/usr/bin/env bash
# The README's test command: installs what the tests need, builds, runs everything, ends with "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# --no-progress keeps the log a log; the summary is read from it, so the last line is what the runner counted.
log=$(mktemp)
trap 'rm -f "$log"' EXIT

missing=()
for tool in curl openssl python3; do command -v "$tool" >/dev/null || missing+=("$tool"); done
# What pictures of these kinds are read with; Ubuntu calls the first libturbojpeg.
/sbin/ldconfig -p | grep 'libturbojpeg\.so\.0' >/dev/null || missing+=("$(. /etc/os-release; [ "${ID:-}" = ubuntu ] && echo libturbojpeg || echo libturbojpeg0)")
/sbin/ldconfig -p | grep 'libwebp\.so\.7' >/dev/null || missing+=(libwebp7)
[ "${#missing[@]}" = 0 ] || { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; }
npm ci --ignore-scripts --prefix tests/clients

dotnet build GenGateway.slnx -c Release
# The journeys start the program as users get it.
scripts/publish.sh

status=0
dotnet test --solution GenGateway.slnx -c Release --no-build --no-progress --no-ansi 2>&1 | tee "$log" || status=$?

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)
if [ -z "$passed" ] || { [ "$passed" = 0 ] && [ "${failed:-0}" = 0 ]; }; then
    echo "test-runner: the test run left no summary" >&2
    status=1
fi
[ "$status" = 0 ] || [ "${failed:-0}" != 0 ] || failed=1
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit "$status"
