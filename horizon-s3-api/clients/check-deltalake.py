"""A Delta table: appends, of which two at once conflict and are tried again, a checkpoint, compaction, vacuum, time travel."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
import deltalake
import pyarrow
from deltalake import DeltaTable, write_deltalake

URL, BUCKET = os.environ["HORIZON_S3_URL"], "clients-deltalake"
# Whoever commits a version first has it: a PUT under If-None-Match decides.
OPTIONS = {"aws_endpoint": URL, "aws_region": "us-east-1", "aws_allow_http": "true", "aws_conditional_put": "etag"}
TABLE = f"s3://{BUCKET}/table"
ROWS = 1000


def append(number):
    write_deltalake(TABLE, pyarrow.table({"value": list(range(number * ROWS, (number + 1) * ROWS))}), mode="append",
                    storage_options=OPTIONS)


def rows(version=None):
    return sorted(DeltaTable(TABLE, version=version, storage_options=OPTIONS).to_pyarrow_table()["value"].to_pylist())


boto3.client("s3", endpoint_url=URL).create_bucket(Bucket=BUCKET)
append(0)
with ThreadPoolExecutor(4) as writers:
    list(writers.map(append, range(1, 9)))
assert rows() == list(range(9 * ROWS)), "not all that was appended is there"

table = DeltaTable(TABLE, storage_options=OPTIONS)
table.create_checkpoint()
assert table.optimize.compact()["numFilesRemoved"] == 9
append(9)
assert rows() == list(range(10 * ROWS)), "not all that was compacted is there"
assert rows(version=0) == list(range(ROWS)), "the first version is another"
table.update_incremental()
assert table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False), "nothing was removed"
assert rows() == list(range(10 * ROWS)), "what was vacuumed was needed"

print(f"deltalake {deltalake.__version__}: appends by four at once, checkpoint, compaction, time travel, vacuum: ok")
# Threads of the libraries now and then outlive the interpreter, which then aborts.
sys.stdout.flush()
os._exit(0)
