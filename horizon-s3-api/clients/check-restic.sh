#!/usr/bin/env bash
. "$(dirname "$0")/shell.sh"

# The first segment of a repository's path is the bucket, so that the endpoint can have no path.
export RESTIC_REPOSITORY="s3:$HORIZON_S3_URL/clients-restic/repository"
export RESTIC_PASSWORD=not-a-secret RESTIC_CACHE_DIR="$PWD/cache"

random_folder folder
restic --quiet init
restic --quiet backup folder
random_file folder/new.bin 9000000
rm folder/empty
restic --quiet backup folder
[ "$(restic snapshots --json | grep -o '"short_id"' | wc -l)" = 2 ] || die "there are not two snapshots"

restic --quiet restore latest --target restored
same_folder folder restored/folder
restic --quiet check --read-data
restic --quiet forget --keep-last 1 --prune
restic --quiet check --read-data
restic --quiet restore latest --target again
same_folder folder again/folder

echo "restic $(restic version | cut -d' ' -f2): init, backup twice, snapshots, restore, check --read-data, forget --prune: ok"
