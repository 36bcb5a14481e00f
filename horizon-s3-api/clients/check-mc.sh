#!/usr/bin/env bash
# MinIO's client: streams of unknown length, folders both ways, presigned URLs.
. "$(dirname "$0")/shell.sh"

export MC_HOST_node="http://$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY@$host" MC_CONFIG_DIR="$PWD/config"
mc() { "$HORIZON_CLIENTS_GO/mc/program" --quiet --no-color "$@"; }
bucket=node/clients-mc

mc mb "$bucket"

random_file data 40000000
for checksum in '' CRC64NVME CRC32 CRC32C SHA1 SHA256; do
  mc pipe --part-size 16MiB ${checksum:+--checksum "$checksum"} "$bucket/piped$checksum" < data
  mc cat "$bucket/piped$checksum" > piped
  same_file data piped
  mc put ${checksum:+--checksum "$checksum"} data "$bucket/put$checksum"
  mc cat "$bucket/put$checksum" > put
  same_file data put
done
mc stat "$bucket/piped" > stat
grep 'ETag.*-3' stat > /dev/null || die "mc pipe did not upload in 3 parts: $(cat stat)"

random_folder folder
mc mirror folder "$bucket/mirrored"
mc mirror "$bucket/mirrored" mirrored
same_folder folder mirrored
rm folder/plain.bin
mc mirror --remove --overwrite folder "$bucket/mirrored"
mc ls --recursive "$bucket/mirrored" > listed
if grep plain.bin listed > /dev/null; then die "mc mirror --remove left plain.bin"; fi

mc cp --attr 'Content-Type=text/plain' data "$bucket/copied"
mc cp "$bucket/copied" "$bucket/again"
mc mv "$bucket/again" "$bucket/moved"
mc cat "$bucket/moved" > moved
same_file data moved
mc tag set "$bucket/moved" 'a=b'
mc tag list "$bucket/moved" | grep 'a *: *b' > /dev/null || die "the tag is not there"

shared() { mc share "$@" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["share"])'; }
curl -fsS -o shared "$(shared download "$bucket/moved")"
same_file data shared
# It prints a command for curl, with a form.
eval "$(shared upload "$bucket/uploaded" | sed 's/<FILE>/data/') -fsS"
mc cat "$bucket/uploaded" > uploaded
same_file data uploaded

mc rm --recursive --force "$bucket"
mc rb "$bucket"
version="$(sed -n 's/.*github.com\/minio\/mc v\([^ ]*\).*/\1/p' "$HORIZON_CLIENTS_GO/mc/go.mod")"
echo "mc $version: mb, pipe and put (40 MB in parts, with every checksum), mirror both ways, mirror --remove, cp, mv, tags, share with curl both ways, rm, rb: ok"
