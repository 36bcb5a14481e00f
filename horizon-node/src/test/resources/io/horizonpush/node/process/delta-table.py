"""One round of a Delta table: appends rows and compares all of them with what was appended before.

    delta-table.py ENDPOINT TABLE ROUND [--check]

Each round appends 1,000 rows whose values follow from the round's number. Every fifth rewrites small files, writes a checkpoint and
removes what nothing names any more. --check only compares; it then takes the keys of AWS from the environment, or signs nothing.
"""

import os
import sys

import pyarrow
from deltalake import DeltaTable, write_deltalake

ROWS = 1000


def values(number):
    return [number * ROWS + row for row in range(ROWS)]


def main(endpoint, table, number, check):
    options = {"aws_endpoint": endpoint, "aws_region": "us-east-1", "aws_allow_http": "true", "aws_conditional_put": "etag"}
    if "AWS_ACCESS_KEY_ID" not in os.environ:
        options["aws_skip_signature"] = "true"
    if not check:
        write_deltalake(table, pyarrow.table({"value": values(number)}), mode="append", storage_options=options)
    delta = DeltaTable(table, storage_options=options)
    if not check and number % 5 == 4:
        delta.optimize.compact()
        delta.create_checkpoint()
        delta.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
        delta = DeltaTable(table, storage_options=options)
    found = sorted(delta.to_pyarrow_table()["value"].to_pylist())
    wanted = [value for each in range(number + 1) for value in values(each)]
    if found != wanted:
        sys.exit(f"the table has {len(found)} rows that are not the {len(wanted)} that were appended")
    print(f"{len(found)} rows, version {delta.version()}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), "--check" in sys.argv)
    # Threads of the libraries now and then outlive the interpreter, which then aborts.
    sys.stdout.flush()
    os._exit(0)
