#!/usr/bin/env bash
. "$(dirname "$0")/shell.sh"

cat > s3cfg <<CONFIGURATION
[default]
access_key = $AWS_ACCESS_KEY_ID
secret_key = $AWS_SECRET_ACCESS_KEY
host_base = $host
host_bucket = $host
use_https = False
CONFIGURATION

node() {
  s3cmd --config s3cfg --no-progress "$@"
}

bucket=s3://clients-s3cmd
node mb $bucket
random_folder folder
node --multipart-chunk-size-mb=5 put folder/large.bin $bucket/large.bin
node get $bucket/large.bin large.back
same_file folder/large.bin large.back

node sync folder/ $bucket/folder/
mkdir folder.back
node sync $bucket/folder/ folder.back/
same_folder folder folder.back
node info $bucket/large.bin | grep 'File size: *12000000' > /dev/null || die "info says another size"
node cp $bucket/large.bin $bucket/copied.bin
node mv $bucket/copied.bin $bucket/moved.bin
curl --silent --show-error --fail --output moved.back "$(node signurl $bucket/moved.bin +60)"
same_file folder/large.bin moved.back

node del --recursive --force $bucket
[ -z "$(node ls --recursive $bucket)" ] || die "something is left after del --recursive"
node rb $bucket

echo "s3cmd $(s3cmd --version | cut -d' ' -f3): mb, put (12 MB in parts), get, sync both ways, info, cp, mv, signurl with curl, del, rb: ok"
