#!/usr/bin/env bash
# Debian's rclone and s3cmd against a running node, signed.
#   ENDPOINT=http://127.0.0.1:3000/s3 AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… debian-clients.sh
# Ends with "all good" and code 0, or with 77 where neither program is installed.
set -euo pipefail

: "${ENDPOINT:?the S3 endpoint}" "${AWS_ACCESS_KEY_ID:?}" "${AWS_SECRET_ACCESS_KEY:?}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/tree/deep er"
head -c 20000000 /dev/urandom > "$folder/tree/large.bin"
for i in $(seq 1 50); do head -c "$((i * 300))" /dev/urandom > "$folder/tree/deep er/file-$i+ü.txt"; done
# rclone 1.60 refuses to start where this is set.
unset AWS_CA_BUNDLE
ran=0

if command -v rclone > /dev/null; then
  export RCLONE_CONFIG="$folder/rclone.conf"
  cat > "$RCLONE_CONFIG" <<CONF
[node]
type = s3
provider = Other
env_auth = true
endpoint = $ENDPOINT
force_path_style = true
CONF
  rclone mkdir node:rclone_bucket
  rclone sync "$folder/tree" node:rclone_bucket/tree --s3-chunk-size 5M --s3-upload-cutoff 8M
  rclone check "$folder/tree" node:rclone_bucket/tree
  rclone sync node:rclone_bucket/tree "$folder/rclone-back"
  diff -r "$folder/tree" "$folder/rclone-back"
  rclone moveto "node:rclone_bucket/tree/large.bin" "node:rclone_bucket/moved.bin"
  [ "$(rclone lsf node:rclone_bucket)" = "$(printf 'moved.bin\ntree/')" ]
  rclone purge node:rclone_bucket
  ran=$((ran + 1))
fi

if command -v s3cmd > /dev/null; then
  root="${ENDPOINT#http://}"
  root="${root%%/*}"
  s3() {
    s3cmd --config /dev/null --no-ssl --host "$root" --host-bucket "$root" --region us-east-1 \
      --access_key "$AWS_ACCESS_KEY_ID" --secret_key "$AWS_SECRET_ACCESS_KEY" --no-progress --quiet "$@"
  }
  s3 mb s3://s3cmd_bucket
  s3 sync --multipart-chunk-size-mb=5 "$folder/tree/" s3://s3cmd_bucket/tree/
  s3 sync s3://s3cmd_bucket/tree/ "$folder/s3cmd-back/"
  diff -r "$folder/tree" "$folder/s3cmd-back"
  s3 cp s3://s3cmd_bucket/tree/large.bin s3://s3cmd_bucket/copy.bin
  s3 get s3://s3cmd_bucket/copy.bin "$folder/copy.bin"
  cmp "$folder/tree/large.bin" "$folder/copy.bin"
  s3 del --recursive --force s3://s3cmd_bucket
  s3 rb s3://s3cmd_bucket
  ran=$((ran + 1))
fi

if [ "$ran" = 0 ]; then
  echo "neither rclone nor s3cmd is installed"
  exit 77
fi
echo "$ran clients, all good"
