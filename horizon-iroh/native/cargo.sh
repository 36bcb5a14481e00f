#!/bin/sh
# Runs cargo on the native library with a redb whose cache is small: ./cargo.sh test --release --locked
#
# redb's cache of 1 GiB for each database is a constant that no setting reaches (docs/adr/0018). The registry's redb is copied
# beside what cargo builds, that constant is changed, and cargo takes the copy. Cargo.lock names redb without its checksum for
# that reason; it is here. One checkout at a time: those that share a target directory would clear away what the other builds.
set -eu
redb=4.6.0
checksum=096b1dd5ec053c9c2a5a26a93aafeadf73ebcb710ea54dc3151f17a8e20535ef
constant='cache_size: 1024 \* 1024 \* 1024,'
bounded='cache_size: 4 * 1024 * 1024,'

fail() { echo "cargo.sh: $*" >&2; exit 1; }
crate=$(cd "$(dirname "$0")" && pwd)
CARGO_TARGET_DIR=${HORIZON_CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/horizonpush/cargo-target}
export CARGO_TARGET_DIR
command -v cargo >/dev/null || fail "cargo is missing: install Rust 1.91 or newer (https://rustup.rs)"
mkdir -p "$CARGO_TARGET_DIR"
# build.sh holds the lock already when it calls this.
if [ -z "${HORIZON_CARGO_LOCKED:-}" ] && command -v flock >/dev/null; then
  exec 9>"$CARGO_TARGET_DIR/.horizon-lock"
  flock 9
fi

copy=$CARGO_TARGET_DIR/redb-$redb-4MiB
if [ ! -d "$copy" ]; then
  work=$copy.new
  rm -rf "$work"
  mkdir -p "$work/src"
  : > "$work/src/lib.rs"
  printf '[package]\nname = "copy"\nedition = "2024"\n[dependencies]\nredb = "=%s"\n[workspace]\n' "$redb" > "$work/Cargo.toml"
  (cd "$work" && cargo vendor --quiet --respect-source-config >/dev/null)
  grep -q "\"package\":\"$checksum\"" "$work/vendor/redb/.cargo-checksum.json" || fail "redb $redb is not what it was"
  source=$work/vendor/redb/src/db.rs
  [ "$(grep -c "$constant" "$source")" = 1 ] || fail "the size of redb's cache is not where it was"
  sed "s/$constant/$bounded/" "$source" > "$source.new"
  mv "$source.new" "$source"
  mv "$work/vendor/redb" "$copy"
  rm -rf "$work"
fi
command=${1:?usage: cargo.sh COMMAND [ARGUMENT]...}
shift
cd "$crate"
exec cargo "$command" --config "patch.crates-io.redb.path=\"$copy\"" "$@"
