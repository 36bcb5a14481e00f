#!/usr/bin/env bash
. "$(dirname "$0")/shell.sh"

node() {
  "$HORIZON_CLIENTS_VENV/bin/aws" --endpoint-url "$HORIZON_S3_URL/s3" "$@"
}

bucket=s3://clients-aws
node s3 mb $bucket

random_file small.bin 70000
node s3 cp small.bin $bucket/dir/small.bin --no-progress
node s3 cp $bucket/dir/small.bin small.back --no-progress
same_file small.bin small.back
node s3 cp - $bucket/from-a-pipe < small.bin
node s3 cp $bucket/from-a-pipe - > pipe.back
same_file small.bin pipe.back

random_file large.bin 20000000
node s3 cp large.bin $bucket/large.bin --no-progress
node s3api head-object --bucket clients-aws --key large.bin --query ETag --output text | grep -- '-3"' > /dev/null \
  || die "20 MB were not uploaded in 3 parts"
node s3 cp $bucket/large.bin large.back --no-progress
same_file large.bin large.back

random_folder folder
node s3 sync folder $bucket/folder --no-progress
[ -z "$(node s3 sync folder $bucket/folder --no-progress)" ] || die "a second sync found something to do"
rm folder/empty
node s3 sync folder $bucket/folder --no-progress --delete
node s3 sync $bucket/folder folder.back --no-progress
same_folder folder folder.back

node s3 mv $bucket/large.bin $bucket/moved.bin --no-progress
node s3api head-object --bucket clients-aws --key large.bin 2> /dev/null && die "what was moved is still there"
curl --silent --show-error --fail --output moved.back "$(node s3 presign $bucket/moved.bin --expires-in 60)"
same_file large.bin moved.back

node s3 rm $bucket --recursive --only-show-errors
[ -z "$(node s3 ls $bucket --recursive)" ] || die "something is left after rm --recursive"
node s3 rb $bucket

version="$(node --version 2>&1)"
version="${version#aws-cli/}"
echo "aws CLI ${version%% *}: mb, cp (pipe, 20 MB in parts), sync both ways, sync --delete, mv, presign with curl, rm, rb: ok"
