#!/usr/bin/env bash
# minio-go's own functional tests for versions, object lock, checksums, forms and presigned URLs, and one of ours for streams.
# They say of each test whether it passed, and go on after some errors, so a test counts only if it says so and says nothing else.
. "$(dirname "$0")/shell.sh"

export SERVER_ENDPOINT="$host" ACCESS_KEY="$AWS_ACCESS_KEY_ID" SECRET_KEY="$AWS_SECRET_ACCESS_KEY" ENABLE_HTTPS=0 MINT_MODE=full
unset MINT_DATA_DIR RUN_ON_FAIL

failed=()
passed=0
for name in $("$HORIZON_CLIENTS_GO/minio-go/program"); do
  if "$HORIZON_CLIENTS_GO/minio-go/program" "$name" > "$name.log" 2>&1 \
      && grep '"status":"PASS"' "$name.log" > /dev/null && ! grep -E '"status":"(FAIL|NA)"' "$name.log" > /dev/null; then
    passed=$((passed + 1))
  else
    failed+=("$name")
    grep -v '^goroutine\|^\s\|^$' "$name.log" | tail -n 5
  fi
done
[ "${#failed[@]}" = 0 ] || die "$passed passed, these did not: ${failed[*]}"

version="$(sed -n 's/.*minio-go\/v7 v//p' "$HORIZON_CLIENTS_GO/minio-go/go.mod")"
echo "minio-go $version: $((passed - 1)) of its functional tests, of versions (put, get, stat, copy, compose, remove, tags, list), object lock, checksums, forms and URLs; 40 MB of unknown length with every checksum: ok"
