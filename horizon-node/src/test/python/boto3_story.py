"""What a boto3 user does, with default settings: put, get, list, multipart, copy, delete."""

import io
import os
import random

import boto3
from botocore.exceptions import ClientError

s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"])
bucket = "boto3_bucket"
s3.create_bucket(Bucket=bucket)

body = random.Random(1).randbytes(100_000)
s3.put_object(Bucket=bucket, Key="dir/ä+b c.bin", Body=body, Metadata={"colour": "blue"}, ContentType="x/y")
got = s3.get_object(Bucket=bucket, Key="dir/ä+b c.bin", ChecksumMode="ENABLED")
assert got["Body"].read() == body
assert got["Metadata"] == {"colour": "blue"} and got["ContentType"] == "x/y"
assert got["ChecksumCRC32"], "the checksum that boto3 sent comes back"

large = random.Random(2).randbytes(40 << 20)
s3.upload_fileobj(io.BytesIO(large), bucket, "large")
back = io.BytesIO()
s3.download_fileobj(bucket, "large", back)
assert back.getvalue() == large
head = s3.head_object(Bucket=bucket, Key="large")
assert head["ETag"].endswith('-5"'), head["ETag"]

s3.copy({"Bucket": bucket, "Key": "large"}, bucket, "copied")
assert s3.head_object(Bucket=bucket, Key="copied")["ContentLength"] == len(large)

for i in range(30):
    s3.put_object(Bucket=bucket, Key=f"many/{i:03}", Body=b"x" * i)
pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="many/", PaginationConfig={"PageSize": 7})
assert [o["Key"] for page in pages for o in page["Contents"]] == [f"many/{i:03}" for i in range(30)]
pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Delimiter="/")
assert [p["Prefix"] for page in pages for p in page["CommonPrefixes"]] == ["dir/", "many/"]

deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": f"many/{i:03}"} for i in range(30)]})
assert len(deleted["Deleted"]) == 30 and "Errors" not in deleted

s3.put_object(Bucket=bucket, Key="once", Body=b"1", IfNoneMatch="*")
try:
    s3.put_object(Bucket=bucket, Key="once", Body=b"2", IfNoneMatch="*")
    raise AssertionError("the second write must fail")
except ClientError as error:
    assert error.response["Error"]["Code"] == "PreconditionFailed"

for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
    for item in page["Contents"]:
        s3.delete_object(Bucket=bucket, Key=item["Key"])
s3.delete_bucket(Bucket=bucket)
assert bucket not in [each["Name"] for each in s3.list_buckets()["Buckets"]]
print("all good")
