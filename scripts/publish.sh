#!/usr/bin/env bash
# Publishes the program as users get it: one trimmed, self-contained executable with lib/ and models/ beside it.
# Usage: scripts/publish.sh [OUTPUT_DIR]        (default: artifacts/publish/gengateway-linux-x64)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-artifacts/publish/gengateway-linux-x64}

# A lock file of its own: the runtime identifier brings packages that a plain build never sees.
dotnet publish src/GenGateway.Server -c Release -r linux-x64 --self-contained \
    -p:PublishTrimmed=true -p:PublishReadyToRun=true -p:PublishSingleFile=true \
    -p:NuGetLockFilePath=packages.linux-x64.lock.json \
    -p:DebugType=none -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false \
    -p:StaticWebAssetsEnabled=false \
    --artifacts-path artifacts/publish-build \
    -o "$out"

mv "$out/GenGateway.Server" "$out/gengateway"
# For machines without a libsqlite3 of their own; the program looks into lib/.
mv "$out/libe_sqlite3.so" "$out/lib/"
rm -rf "$out/models" "$out"/packages.*.lock.json
mkdir -p "$out/models"
for model in models/tiny-*/; do
    # What a user needs to run the model; the recipe stays in the repository.
    mkdir -p "$out/$model"
    find "$model" -maxdepth 1 -type f -exec cp {} "$out/$model" \;
done
cp LICENSE "$out/"
