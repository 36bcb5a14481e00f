#!/usr/bin/env bash
# Installs what compiles plugins in Rust, C and AssemblyScript, from Debian's packages and npm, and says so. What is there
# already stays. Without it everything else builds; the check that plugins can be made again is skipped, and counted.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/env

std=/usr/lib/rustlib/wasm32-unknown-unknown/lib
need_packages rustc:/usr/bin/rustc cargo:/usr/bin/cargo "libstd-rust-dev-wasm32:$std" lld-14:wasm-ld-14 clang-14:clang-14 \
  nodejs:node npm:npm

example=horizon-wasm/examples/audit-trail
if ! cmp -s "$example/package-lock.json" "$example/node_modules/installed-lock.json"; then
  echo "horizonpush: installing what $example/package-lock.json lists" >&2
  npm ci --prefix "$example" --loglevel=error --no-audit --no-fund --ignore-scripts
  # Last, so that an installation that was cut short is made again.
  cp "$example/package-lock.json" "$example/node_modules/installed-lock.json"
fi

/usr/bin/rustc --version
clang-14 --version | head -n 1
echo "AssemblyScript $(node "$example/node_modules/assemblyscript/bin/asc.js" --version)"
