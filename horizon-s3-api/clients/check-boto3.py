"""boto3: objects, parts, presigned URLs of both signature versions, a form, tags, conditions."""

import io
import os
import urllib.error
import urllib.request

import boto3
import urllib3
from botocore.client import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ["HORIZON_S3_URL"] + "/s3"
BUCKET = "clients-boto3"


def client(**options):
    return boto3.client("s3", endpoint_url=ENDPOINT, config=Config(**options))


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
    else:
        raise AssertionError(f"{call.__name__} must fail with {code}")


def fetch(url, **arguments):
    with urllib.request.urlopen(urllib.request.Request(url, **arguments)) as answer:
        return answer.read()


def main():
    s3 = client()
    s3.create_bucket(Bucket=BUCKET)

    body = os.urandom(100_000)
    s3.put_object(Bucket=BUCKET, Key="dir/ü b+c.bin", Body=body, Metadata={"colour": "blue"}, ContentType="x/y")
    got = s3.get_object(Bucket=BUCKET, Key="dir/ü b+c.bin", ChecksumMode="ENABLED")
    assert got["Body"].read() == body
    assert got["Metadata"] == {"colour": "blue"} and got["ContentType"] == "x/y"

    large = os.urandom(20 << 20)
    s3.upload_fileobj(io.BytesIO(large), BUCKET, "large")
    assert s3.head_object(Bucket=BUCKET, Key="large")["ETag"].endswith('-3"')
    back = io.BytesIO()
    s3.download_fileobj(BUCKET, "large", back)
    assert back.getvalue() == large
    part = s3.get_object(Bucket=BUCKET, Key="large", PartNumber=2)["Body"].read()
    assert part == large[8 << 20:16 << 20]

    presigned()
    form(s3)
    tags(s3)
    conditions(s3)

    listed = [each for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, PaginationConfig={"PageSize": 2})
              for each in page["Contents"]]
    deleted = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": each["Key"]} for each in listed]})
    assert len(deleted["Deleted"]) == len(listed) and "Errors" not in deleted
    s3.delete_bucket(Bucket=BUCKET)
    print(f"boto3 {boto3.__version__}: put, get, 20 MB in parts, presigned URLs (V4, V2), POST form, tags, conditions, paging, "
          "batch delete: ok")


def presigned():
    for version, mark in (("s3v4", "X-Amz-Signature"), ("s3", "AWSAccessKeyId")):
        signer = client(signature_version=version)
        where = {"Bucket": BUCKET, "Key": f"presigned-{version}"}
        put = signer.generate_presigned_url("put_object", Params=where, ExpiresIn=60)
        get = signer.generate_presigned_url("get_object", Params=where, ExpiresIn=60)
        assert mark in put and mark in get
        content = os.urandom(1000)
        # urllib would add a type of content, which is a part of what version 2 signs.
        answer = urllib3.request("PUT", put, body=content)
        assert answer.status == 200, (version, answer.status, answer.data)
        assert fetch(get) == content
        try:
            fetch(get.replace("presigned-", "presigned_"))
            raise AssertionError("a signature for another key must be refused")
        except urllib.error.HTTPError as error:
            assert error.code == 403, error.code


def form(s3):
    content = os.urandom(5000)
    post = client(signature_version="s3v4").generate_presigned_post(
        BUCKET, "posted/${filename}", Fields={"x-amz-meta-from": "a form"},
        Conditions=[{"x-amz-meta-from": "a form"}, ["content-length-range", 1, 10_000]], ExpiresIn=60)
    fields = {**post["fields"], "file": ("name.bin", content)}
    answer = urllib3.request("POST", post["url"], fields=fields)
    assert answer.status == 204, (answer.status, answer.data)
    got = s3.get_object(Bucket=BUCKET, Key="posted/name.bin")
    assert got["Body"].read() == content and got["Metadata"] == {"from": "a form"}
    too_long = urllib3.request("POST", post["url"], fields={**post["fields"], "file": ("name.bin", os.urandom(10_001))})
    assert too_long.status == 400 and b"EntityTooLarge" in too_long.data, (too_long.status, too_long.data)


def tags(s3):
    s3.put_object(Bucket=BUCKET, Key="tagged", Body=b"1", Tagging="a=1&b=2")
    assert s3.get_object_tagging(Bucket=BUCKET, Key="tagged")["TagSet"] == [
        {"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    s3.put_object_tagging(Bucket=BUCKET, Key="tagged", Tagging={"TagSet": [{"Key": "c", "Value": "3"}]})
    assert s3.get_object(Bucket=BUCKET, Key="tagged")["TagCount"] == 1
    s3.delete_object_tagging(Bucket=BUCKET, Key="tagged")
    assert s3.get_object_tagging(Bucket=BUCKET, Key="tagged")["TagSet"] == []


def conditions(s3):
    etag = s3.put_object(Bucket=BUCKET, Key="once", Body=b"1", IfNoneMatch="*")["ETag"]
    refused("PreconditionFailed", s3.put_object, Bucket=BUCKET, Key="once", Body=b"2", IfNoneMatch="*")
    s3.put_object(Bucket=BUCKET, Key="once", Body=b"2", IfMatch=etag)
    refused("PreconditionFailed", s3.put_object, Bucket=BUCKET, Key="once", Body=b"3", IfMatch=etag)
    refused("PreconditionFailed", s3.get_object, Bucket=BUCKET, Key="once", IfMatch=etag)
    refused("PreconditionFailed", s3.delete_object, Bucket=BUCKET, Key="once", IfMatch=etag)
    assert s3.get_object(Bucket=BUCKET, Key="once")["Body"].read() == b"2"


main()
