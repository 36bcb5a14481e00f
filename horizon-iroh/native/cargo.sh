#!/bin/sh
# Runs cargo on the native library with three crates that differ in a line or two: ./cargo.sh test --release --locked
#
# redb: its cache of 1 GiB for each database is a constant that no setting reaches (docs/adr/0018). iroh-docs: an entry whose
# signatures were verified beside the store is inserted without verifying them once more, and none is looked for that could be a
# parent, since no key of ours is a prefix of another (docs/adr/0025). swarm-discovery: it forgets the nodes of the local network
# once there are 128, of which somebody there can invent as many as he likes; who is there is heard again. The registry's crates are
# copied beside what cargo builds, the lines are changed, and cargo takes the copies. Cargo.lock names them without their checksums
# for that reason; those are here. One checkout at a time: those that share a target directory would clear away what the other builds.
set -eu

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

# fetch NAME VERSION CHECKSUM: the registry's crate, into $work/NAME.
fetch() {
  # With the versions of our lock file, so that nothing is downloaded that is not built anyway.
  cp "$crate/Cargo.lock" "$work"
  printf '[package]\nname = "copy"\nedition = "2024"\n[dependencies]\n%s = { version = "=%s", default-features = false }\n[workspace]\n' "$1" "$2" > "$work/Cargo.toml"
  host=$(rustc -vV | sed -n 's/^host: //p')
  found=$(cd "$work" && cargo metadata --quiet --format-version 1 --filter-platform "$host" | tr ',' '\n' \
    | sed -n "s#^\"manifest_path\":\"\(.*/$1[-0-9.]*\)/Cargo.toml\"\$#\1#p")
  [ -d "$found" ] || fail "cargo does not say where $1 $2 is"
  grep -A 3 "^name = \"$1\"" "$work/Cargo.lock" | grep -q "\"$3\"" || fail "$1 $2 is not what it was"
  cp -R "$found" "$work/$1"
}

# change FILE LINE NEW: one line of $work.
change() {
  [ "$(grep -cxF "$2" "$work/$1")" = 1 ] || fail "a line of $1 that is to be changed is not where it was: $2"
  OLD=$2 NEW=$3 awk '{ print $0 == ENVIRON["OLD"] ? ENVIRON["NEW"] : $0 }' "$work/$1" > "$work/changed"
  mv "$work/changed" "$work/$1"
}

redb=$CARGO_TARGET_DIR/redb-4.6.0-4MiB
docs=$CARGO_TARGET_DIR/iroh-docs-0.101.0-verified-beside
swarm=$CARGO_TARGET_DIR/swarm-discovery-0.6.5-128
work=$CARGO_TARGET_DIR/copies.new
rm -rf "$work"
mkdir -p "$work/src"
: > "$work/src/lib.rs"
if [ ! -d "$redb" ]; then
  fetch redb 4.6.0 096b1dd5ec053c9c2a5a26a93aafeadf73ebcb710ea54dc3151f17a8e20535ef
  change redb/src/db.rs '            cache_size: 1024 * 1024 * 1024,' '            cache_size: 4 * 1024 * 1024,'
  mv "$work/redb" "$redb"
fi
if [ ! -d "$docs" ]; then
  fetch iroh-docs 0.101.0 8fd1bd5e39d0321a3c4a2bcef9650476c076e2df41a0e84577eca23d6de6c8ab
  change iroh-docs/src/sync.rs '    async fn insert_entry(' '    pub async fn insert_entry('
  change iroh-docs/src/store/fs.rs '        key.pop();' '        key.clear();'
  mv "$work/iroh-docs" "$docs"
fi
if [ ! -d "$swarm" ]; then
  fetch swarm-discovery 0.6.5 d7e56b7e93eaffb9baba3e64936a5912540847516fc5f26d66ad18044b8d4a14
  change swarm-discovery/src/updater.rs '                for (id, peer) in msg {' \
    '                for (id, peer) in msg { if peers.len() >= 128 && !peers.contains_key(&id) { for old in std::mem::take::<BTreeMap<String, Peer>>(&mut peers).into_keys() { callback(&old, &Peer::new()); } }'
  mv "$work/swarm-discovery" "$swarm"
fi
rm -rf "$work"
command=${1:?usage: cargo.sh COMMAND [ARGUMENT]...}
shift
cd "$crate"
exec cargo "$command" --config "patch.crates-io.redb.path=\"$redb\"" --config "patch.crates-io.iroh-docs.path=\"$docs\"" \
  --config "patch.crates-io.swarm-discovery.path=\"$swarm\"" "$@"
