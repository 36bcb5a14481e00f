"""duckdb: SQL over Parquet files in a bucket, with its own S3 reader."""

import os
import pathlib
import urllib.parse

import boto3
import duckdb
import duckdb_extension_httpfs

BUCKET = "clients-duckdb"
s3 = boto3.client("s3", endpoint_url=os.environ["HORIZON_S3_URL"])
s3.create_bucket(Bucket=BUCKET)

extensions = pathlib.Path(duckdb_extension_httpfs.__file__).parent / "extensions"
(extension,) = extensions.glob(f"v{duckdb.__version__}/httpfs.duckdb_extension")
database = duckdb.connect()
database.execute(f"LOAD '{extension}'")
database.execute(f"""
    CREATE SECRET (TYPE s3, KEY_ID '{os.environ["AWS_ACCESS_KEY_ID"]}', SECRET '{os.environ["AWS_SECRET_ACCESS_KEY"]}',
        REGION '{os.environ["AWS_DEFAULT_REGION"]}', USE_SSL false, URL_STYLE 'path',
        ENDPOINT '{urllib.parse.urlsplit(os.environ["HORIZON_S3_URL"]).netloc}')""")

rows = 1_000_000
numbers = f"SELECT range AS id, range % 5 AS part, hash(range) AS noise FROM range({rows})"
database.execute(f"COPY ({numbers}) TO 's3://{BUCKET}/one.parquet'")
database.execute(f"COPY ({numbers}) TO 's3://{BUCKET}/parts' (FORMAT parquet, PARTITION_BY (part))")
database.execute(f"COPY (SELECT * FROM ({numbers}) LIMIT 1000) TO 's3://{BUCKET}/some.csv'")


def answer(query):
    return database.execute(query).fetchone()


expected = answer(f"SELECT count(*), sum(id), bit_xor(noise) FROM ({numbers})")
assert answer(f"SELECT count(*), sum(id), bit_xor(noise) FROM read_parquet('s3://{BUCKET}/one.parquet')") == expected
assert answer(f"""SELECT count(*), sum(id), bit_xor(noise)
    FROM read_parquet('s3://{BUCKET}/parts/*/*.parquet', hive_partitioning = true)""") == expected
assert answer(f"""SELECT count(*) FROM read_parquet('s3://{BUCKET}/parts/**', hive_partitioning = true)
    WHERE part = 3 AND id < 1000""") == (200,)
assert answer(f"SELECT sum(id) FROM 's3://{BUCKET}/some.csv'") == (499_500,)

for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
    for each in page["Contents"]:
        s3.delete_object(Bucket=BUCKET, Key=each["Key"])
s3.delete_bucket(Bucket=BUCKET)
print(f"duckdb {duckdb.__version__}: COPY TO (1,000,000 rows, one file and partitioned), read_parquet with patterns and filters, CSV: ok")
