#!/usr/bin/env bash
. "$(dirname "$0")/shell.sh"

export RCLONE_CONFIG=/dev/null RCLONE_CONFIG_NODE_TYPE=s3 RCLONE_CONFIG_NODE_PROVIDER=Other
export RCLONE_CONFIG_NODE_ENDPOINT="$HORIZON_S3_URL/s3"
export RCLONE_CONFIG_NODE_ACCESS_KEY_ID="$AWS_ACCESS_KEY_ID" RCLONE_CONFIG_NODE_SECRET_ACCESS_KEY="$AWS_SECRET_ACCESS_KEY"
export RCLONE_S3_UPLOAD_CUTOFF=6M RCLONE_S3_CHUNK_SIZE=5M RCLONE_RETRIES=1

random_folder folder
rclone mkdir node:clients-rclone
rclone sync folder node:clients-rclone/folder
rclone check --download folder node:clients-rclone/folder

echo changed > folder/plain.bin
rm -r folder/deep/er
rclone sync folder node:clients-rclone/folder
rclone check folder node:clients-rclone/folder
rclone sync node:clients-rclone/folder folder.back
same_folder folder folder.back

rclone copyto folder/large.bin node:clients-rclone/large
rclone moveto node:clients-rclone/large node:clients-rclone/moved
[ "$(rclone lsf node:clients-rclone)" = "$(printf 'folder/\nmoved')" ] || die "lsf shows something else"
rclone cat --offset 1000000 --count 500000 node:clients-rclone/moved > range.back
cmp <(tail -c +1000001 folder/large.bin | head -c 500000) range.back || die "a range has other bytes"

rclone purge node:clients-rclone
rclone lsd node: | grep clients-rclone && die "the bucket is still there after purge"

version="$(rclone version | sed -n '1s/rclone v//p')"
echo "rclone $version: mkdir, sync both ways (12 MB in parts), check --download, moveto, lsf, a range, purge: ok"
