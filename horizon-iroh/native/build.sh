#!/bin/sh
# Builds the native library in the release profile and copies it to the given folder.
# The target directory lies outside the checkout, so that a second checkout finds the dependencies compiled.
set -eu
crate=$(cd "$(dirname "$0")" && pwd)
destination=${1:?usage: build.sh DESTINATION-FOLDER}
CARGO_TARGET_DIR=${HORIZON_CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/horizonpush/cargo-target}
export CARGO_TARGET_DIR
command -v cargo >/dev/null || { echo "cargo is missing: install Rust 1.91 or newer (https://rustup.rs)" >&2; exit 1; }
# Checkouts share the target directory: nobody may replace the library between its build and its copy.
if command -v flock >/dev/null; then
  mkdir -p "$CARGO_TARGET_DIR"
  exec 9>"$CARGO_TARGET_DIR/.horizon-lock"
  flock 9
fi
[ -d "$CARGO_TARGET_DIR/release/deps" ] || echo "Building the native library for the first time: about 9 minutes on 2 cores."
cargo build --quiet --release --locked --manifest-path "$crate/Cargo.toml"
case $(uname -s) in Darwin) library=libhorizon_iroh.dylib ;; *) library=libhorizon_iroh.so ;; esac
mkdir -p "$destination"
# Replaced at once, never half written: a node may run from the old one.
cp "$CARGO_TARGET_DIR/release/$library" "$destination/.$library.new"
mv -f "$destination/.$library.new" "$destination/$library"
# SHA-256 and length: by these a node knows the copy that it extracted before, without reading either of them.
if command -v sha256sum >/dev/null; then sha=$(sha256sum "$destination/$library"); else sha=$(shasum -a 256 "$destination/$library"); fi
echo "${sha%% *}" $(wc -c < "$destination/$library") > "$destination/$library.id"
