"""What a user of duckdb and boto3 does with a table in a shared bucket: writes it on one node, queries a part and all of it on others."""

import os
import pathlib
import sys
import time
import urllib.parse

import boto3
import duckdb
import duckdb_extension_httpfs

BUCKET, KEY = "shared", "tables/numbers.parquet"
ROWS = 4_000_000
NUMBERS = f"SELECT range AS id, range % 5 AS part, hash(range) AS noise FROM range({ROWS})"
PATIENCE_SECONDS = 60

s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"])
extensions = pathlib.Path(duckdb_extension_httpfs.__file__).parent / "extensions"
(extension,) = extensions.glob(f"v{duckdb.__version__}/httpfs.duckdb_extension")
database = duckdb.connect()
database.execute(f"LOAD '{extension}'")
database.execute(f"""
    CREATE SECRET (TYPE s3, KEY_ID '{os.environ["AWS_ACCESS_KEY_ID"]}', SECRET '{os.environ["AWS_SECRET_ACCESS_KEY"]}',
        REGION '{os.environ["AWS_DEFAULT_REGION"]}', USE_SSL false, URL_STYLE 'path',
        ENDPOINT '{urllib.parse.urlsplit(os.environ["ENDPOINT"]).netloc}')""")


def answer(query):
    return database.execute(query).fetchone()


def await_key():
    end = time.monotonic() + PATIENCE_SECONDS
    while KEY not in [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]:
        assert time.monotonic() < end, f"{KEY} did not come"
        time.sleep(0.2)


def write():
    database.execute(f"COPY ({NUMBERS}) TO 's3://{BUCKET}/{KEY}'")


def part():
    """Two columns of the rows at the end: duckdb reads the footer, and of each column the chunks of some row groups."""
    await_key()
    found = answer(f"SELECT count(*), sum(part) FROM 's3://{BUCKET}/{KEY}' WHERE id >= {ROWS - 50_000}")
    assert found == (50_000, 100_000), found


def whole():
    await_key()
    query = "SELECT count(*), sum(id), bit_xor(noise) FROM"
    assert answer(f"{query} 's3://{BUCKET}/{KEY}'") == answer(f"{query} ({NUMBERS})")
    length = s3.head_object(Bucket=BUCKET, Key=KEY)["ContentLength"]
    last = s3.get_object(Bucket=BUCKET, Key=KEY, Range="bytes=-4")
    assert last["Body"].read() == b"PAR1" and last["ContentRange"] == f"bytes {length - 4}-{length - 1}/{length}"


{"write": write, "part": part, "whole": whole}[sys.argv[1]]()
print("all good")
