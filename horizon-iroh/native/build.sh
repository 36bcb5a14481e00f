#!/bin/sh
# Builds the native library in the release profile and copies it to the given folder.
#
# The target directory lies outside the checkout, so that a second checkout finds the dependencies compiled. Cargo gives the
# library of every checkout the same file name there, so what was built is kept beside it under a hash of its sources.
set -eu
crate=$(cd "$(dirname "$0")" && pwd)
destination=${1:?usage: build.sh DESTINATION-FOLDER}
CARGO_TARGET_DIR=${HORIZON_CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/horizonpush/cargo-target}
export CARGO_TARGET_DIR
case $(uname -s) in Darwin) library=libhorizon_iroh.dylib ;; *) library=libhorizon_iroh.so ;; esac

sources=$(cd "$crate" && { rustc -vV; cat Cargo.toml Cargo.lock cargo.sh; find src -type f | LC_ALL=C sort | xargs cat; } | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c 1-32)
built=$CARGO_TARGET_DIR/horizon-iroh-ffi/$sources/$library
mkdir -p "$(dirname "$built")" "$destination"
if command -v flock >/dev/null; then
  exec 9>"$CARGO_TARGET_DIR/.horizon-lock"
  flock 9
  export HORIZON_CARGO_LOCKED=1
fi
if [ ! -f "$built" ]; then
  [ -d "$CARGO_TARGET_DIR/release/deps" ] || echo "Building the native library for the first time: about 9 minutes on 2 cores."
  "$crate/cargo.sh" clean --quiet --release --package horizon-iroh-ffi
  "$crate/cargo.sh" build --quiet --release --locked
  cp "$CARGO_TARGET_DIR/release/$library" "$built.new"
  mv -f "$built.new" "$built"
fi
# Replaced at once, never half written: a node may run from the old one.
cp "$built" "$destination/.$library.new"
mv -f "$destination/.$library.new" "$destination/$library"
# SHA-256 and length: by these a node knows the copy that it extracted before, without reading either of them.
if command -v sha256sum >/dev/null; then sha=$(sha256sum "$destination/$library"); else sha=$(shasum -a 256 "$destination/$library"); fi
echo "${sha%% *}" $(wc -c < "$destination/$library") > "$destination/$library.id"
