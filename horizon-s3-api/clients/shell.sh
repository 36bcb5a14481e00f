# Sourced by the checks that are shell scripts.
# shellcheck shell=bash
set -euo pipefail

die() {
  echo "$*" >&2
  exit 1
}

# The host and port of the node, for clients that take no URL.
host="${HORIZON_S3_URL#*://}"

# Writes $2 random bytes into the file $1.
random_file() {
  mkdir -p "$(dirname "$1")"
  head -c "$2" /dev/urandom > "$1"
}

# A folder $1 as a user might have it: empty and larger files, folders in folders, names that need care.
random_folder() {
  random_file "$1/plain.bin" 100000
  random_file "$1/deep/er/file" 1
  random_file "$1/deep/with space + ü.txt" 3000
  random_file "$1/large.bin" 12000000
  : > "$1/empty"
  # The clock of a listing may count in seconds: what is as young as its copy there would look newer.
  find "$1" -type f -exec touch -d '1 minute ago' {} +
}

same_file() {
  cmp "$1" "$2" || die "$2 is not what $1 was"
}

same_folder() {
  diff -r "$1" "$2" || die "$2 is not what $1 was"
}
