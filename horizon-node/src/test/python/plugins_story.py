"""What boto3, with default settings, and who signs nothing see of a bucket before which plugins of all kinds stand."""

import base64
import hashlib
import hmac
import io
import json
import os
import time
import urllib.error
import urllib.request
import zlib

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint = os.environ["ENDPOINT"]
secret = os.environ["TOKEN_SECRET"].encode()
bucket = "desk"
s3 = boto3.client("s3", endpoint_url=endpoint, config=Config(retries={"total_max_attempts": 1}))

text = b"Write to somebody@example.org, or pay with 4111 1111 1111 1111.\n"
masked = b"Write to [mail], or pay with [card].\n"
writes = []  # What the trail is to have, in the order in which it was done.


def crc32(data):
    return base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()


def md5(data):
    return '"%s"' % hashlib.md5(data).hexdigest()


def put(key, body, kind="text/plain", **more):
    answer = s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=kind, **more)
    writes.append(["PutObject", key])
    return answer


def get(key, **more):
    answer = s3.get_object(Bucket=bucket, Key=key, **more)
    return answer["Body"].read(), answer


def fails(code, status, call, *args, **more):
    try:
        call(*args, **more)
    except ClientError as error:
        told = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
        assert told == (code, status), told
        return
    raise AssertionError(f"{code} was to come of {args} {more}")


def what_is_written_is_stored_as_it_was_sent():
    answer = put("in/a.txt", text)
    assert answer["ETag"] == md5(text) and answer["ChecksumCRC32"] == crc32(text), answer
    fails("BadDigest", 400, s3.put_object, Bucket=bucket, Key="in/wrong.txt", Body=text, ChecksumCRC32="AAAAAA==")
    fails("NoSuchKey", 404, s3.get_object, Bucket=bucket, Key="in/wrong.txt")


def what_is_read_is_one_object_however_it_is_asked_for():
    body, first = get("in/a.txt")
    for _ in range(4):  # From the operation, and from the cache.
        body, answer = get("in/a.txt")
        assert body == masked, body
        assert answer["ContentLength"] == len(masked)
        assert answer["ETag"] == first["ETag"] != md5(text) and "-" in answer["ETag"], answer
        assert not [name for name in answer if name.startswith("Checksum")], answer
        assert answer["ContentType"] == "text/plain"
    tag = first["ETag"]
    for more in ({}, {"ChecksumMode": "ENABLED"}):
        head = s3.head_object(Bucket=bucket, Key="in/a.txt", **more)
        assert (head["ETag"], head["ContentLength"]) == (tag, len(masked)), head
        assert not [name for name in head if name.startswith("Checksum")], head
    for range_, start, end in (("bytes=9-14", 9, 15), ("bytes=-8", len(masked) - 8, len(masked)), ("bytes=30-", 30, len(masked))):
        part, answer = get("in/a.txt", Range=range_)
        assert part == masked[start:end], (range_, part)
        assert answer["ContentRange"] == f"bytes {start}-{end - 1}/{len(masked)}", answer
        assert answer["ETag"] == tag and answer["ResponseMetadata"]["HTTPStatusCode"] == 206
    fails("InvalidRange", 416, get, "in/a.txt", Range=f"bytes={len(masked)}-")
    assert get("in/a.txt", PartNumber=1)[0] == masked
    assert s3.head_object(Bucket=bucket, Key="in/a.txt", PartNumber=1)["ContentLength"] == len(masked)
    assert get("in/a.txt", IfMatch=tag)[0] == masked
    fails("PreconditionFailed", 412, get, "in/a.txt", IfMatch=md5(text))
    fails("304", 304, get, "in/a.txt", IfNoneMatch=tag)
    fails("304", 304, s3.head_object, Bucket=bucket, Key="in/a.txt", IfNoneMatch=tag)
    assert get("in/a.txt", IfNoneMatch=md5(text))[0] == masked
    fails("304", 304, get, "in/a.txt", IfModifiedSince=first["LastModified"])
    # No detour leads to what is stored.
    assert get("in/a.txt", ResponseContentType="application/octet-stream")[0] == masked
    assert get("in/a.txt", VersionId="null")[0] == masked
    attributes = s3.get_object_attributes(Bucket=bucket, Key="in/a.txt", ObjectAttributes=["ETag", "ObjectSize"])
    assert (attributes["ObjectSize"], '"%s"' % attributes["ETag"]) == (len(text), md5(text)), attributes


def what_is_no_text_is_exact_with_its_checksums():
    data = os.urandom(300_000) + text
    put("in/a.bin", data, "application/octet-stream")
    for _ in range(4):
        body, answer = get("in/a.bin")
        assert body == data and answer["ETag"] == md5(data) and answer["ChecksumCRC32"] == crc32(data), answer
    part, answer = get("in/a.bin", Range="bytes=299990-")
    assert part == data[299990:] and answer["ETag"] == md5(data)
    head = s3.head_object(Bucket=bucket, Key="in/a.bin", ChecksumMode="ENABLED")
    assert (head["ContentLength"], head["ChecksumCRC32"]) == (len(data), crc32(data)), head
    put("in/packed.txt", text, ContentEncoding="gzip")
    fails("AccessDenied", 403, get, "in/packed.txt")


def what_is_written_again_is_read_at_once():
    for i in range(6):
        body = b"%d by a@b.example" % i
        put("in/again.txt", body)
        assert get("in/again.txt")[0] == get("in/again.txt")[0] == b"%d by [mail]" % i
        listed = s3.list_objects_v2(Bucket=bucket, Prefix="in/again.txt")["Contents"][0]
        assert listed["ETag"] == md5(body) and listed["Size"] == len(body), listed
    seen = get("in/again.txt")[1]["ETag"]
    fails("PreconditionFailed", 412, put, "in/again.txt", b"x", IfMatch=md5(b"other"))
    fails("PreconditionFailed", 412, put, "in/again.txt", b"x", IfNoneMatch="*")
    # What was read is not what is stored: who wrote it back would replace what it has never seen.
    fails("PreconditionFailed", 412, put, "in/again.txt", b"[mail]", IfMatch=seen)
    put("in/again.txt", b"known by its listing", IfMatch=md5(b"5 by a@b.example"))
    assert get("in/again.txt")[0] == b"known by its listing"
    s3.delete_object(Bucket=bucket, Key="in/again.txt")
    writes.append(["DeleteObject", "in/again.txt"])
    fails("NoSuchKey", 404, get, "in/again.txt")
    fails("404", 404, s3.head_object, Bucket=bucket, Key="in/again.txt")


def listings_have_pages_and_what_is_stored():
    for i in range(9):
        put(f"many/{i}", text)
    for _ in range(3):
        pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="many/", PaginationConfig={"PageSize": 4}))
        assert [len(page["Contents"]) for page in pages] == [4, 4, 1]
        listed = [each for page in pages for each in page["Contents"]]
        assert [each["Key"] for each in listed] == [f"many/{i}" for i in range(9)]
        assert {(each["Size"], each["ETag"]) for each in listed} == {(len(text), md5(text))}
    deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": f"many/{i}"} for i in range(9)]})
    writes.append(["DeleteObjects", ""])
    assert len(deleted["Deleted"]) == 9
    assert s3.list_objects_v2(Bucket=bucket, Prefix="many/")["KeyCount"] == 0
    fails("NoSuchKey", 404, get, "many/3")


def copies_are_of_what_is_stored():
    source = {"Bucket": bucket, "Key": "in/a.txt"}
    answer = s3.copy_object(Bucket=bucket, Key="in/copy.txt", CopySource=source)
    assert answer["CopyObjectResult"]["ETag"] == md5(text), answer
    assert get("in/copy.txt")[0] == masked
    s3.copy_object(Bucket=bucket, Key="in/copy.bin", CopySource=source, MetadataDirective="REPLACE", ContentType="application/octet-stream")
    assert get("in/copy.bin")[0] == text
    writes.extend([["CopyObject", "in/copy.txt"], ["CopyObject", "in/copy.bin"]])


def parts_are_one_object():
    size = 5 << 20
    first = (b"." * size)[:-10] + b"\nsomebody@"
    last = b"example.org pays with 4111 1111 11"
    rest = b"11 1111\n"
    upload = s3.create_multipart_upload(Bucket=bucket, Key="in/parts.txt", ContentType="text/plain")
    parts = []
    for number, body in enumerate((first, last + rest), 1):
        answer = s3.upload_part(Bucket=bucket, Key="in/parts.txt", UploadId=upload["UploadId"], PartNumber=number, Body=body)
        assert answer["ETag"] == md5(body)
        parts.append({"ETag": answer["ETag"], "PartNumber": number, "ChecksumCRC32": answer["ChecksumCRC32"]})
    done = s3.complete_multipart_upload(Bucket=bucket, Key="in/parts.txt", UploadId=upload["UploadId"], MultipartUpload={"Parts": parts})
    writes.append(["CompleteMultipartUpload", "in/parts.txt"])
    assert done["ETag"].endswith('-2"'), done
    wanted = first[:-9] + b"[mail] pays with [card]\n"
    body, answer = get("in/parts.txt")
    # The first who reads all of it learns its length at its end.
    assert body == wanted and answer.get("ContentLength", len(wanted)) == len(wanted) and answer["ETag"] != done["ETag"]
    again, head = get("in/parts.txt")[1], s3.head_object(Bucket=bucket, Key="in/parts.txt")
    assert {(each["ContentLength"], each["ETag"]) for each in (again, head)} == {(len(wanted), answer["ETag"])}
    assert get("in/parts.txt", PartNumber=1)[0] == wanted
    fails("InvalidPartNumber", 416, get, "in/parts.txt", PartNumber=2)
    # As the manager of transfers does it: a head, then ranges of one version at once.
    large = (b"%063d\n" % 7) * 262_144 + text
    s3.upload_fileobj(io.BytesIO(large), bucket, "in/large.txt", ExtraArgs={"ContentType": "text/plain"})
    writes.append(["CompleteMultipartUpload", "in/large.txt"])
    back = io.BytesIO()
    s3.download_fileobj(bucket, "in/large.txt", back)
    assert back.getvalue() == large[: -len(text)] + masked


def send(method, path, token=None, data=None, **headers):
    request = urllib.request.Request(endpoint + path, data=data, method=method, headers={k.replace("_", "-"): v for k, v in headers.items()})
    if token:
        request.add_header("x-access-token", token)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def token(*rights, principal="camera", seconds=600, key=secret):
    plain = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=")
    lines = "\n".join([principal, str(int(time.time()) + seconds), *rights])
    signed = b"k1." + plain(lines.encode())
    return (signed + b"." + plain(hmac.digest(key, signed, "sha256"))).decode()


def denied(answer):
    assert answer[0] == 403 and b"<Code>AccessDenied</Code>" in answer[1], answer


def who_signs_nothing_has_what_a_token_and_the_policy_both_give():
    good = token("rwdl desk/in/")
    for _ in range(3):
        assert send("GET", "/desk/in/a.txt", good) == (200, masked)
    assert send("GET", "/desk/in/a.txt?access-token=" + good) == (200, masked)
    assert send("GET", "/desk/in/a.txt", good, Range="bytes=9-14") == (206, b"[mail]")
    assert send("HEAD", "/desk/in/a.txt", good)[0] == 200
    seen = get("in/a.txt")[1]["ETag"]
    assert send("GET", "/desk/in/a.txt", good, Range="bytes=9-14", If_Range=seen) == (206, b"[mail]")
    assert send("GET", "/desk/in/a.txt", good, Range="bytes=9-14", If_Range=md5(text)) == (200, masked)
    assert b"<Key>in/a.txt</Key>" in send("GET", "/desk?list-type=2&prefix=in/", good)[1]
    assert send("PUT", "/desk/in/token.txt", good, text, Content_Type="text/plain")[0] == 200
    writes.append(["PutObject", "in/token.txt"])
    # Without one, on the node's own machine too.
    denied(send("GET", "/desk/in/a.txt"))
    denied(send("GET", "/desk?list-type=2"))
    denied(send("PUT", "/desk/in/nobody.txt", data=b"x"))
    assert send("GET", "/")[0] == 403
    # With one that says something else, or that nobody may give.
    denied(send("GET", "/desk/in/a.txt", good[:-2] + ("AA" if good[-2:] != "AA" else "BB")))
    denied(send("GET", "/desk/in/a.txt", "no token"))
    denied(send("GET", "/desk/in/a.txt", token("r desk/in/", key=b"another secret of 16 bytes")))
    denied(send("GET", "/desk/in/a.txt", token("r desk/in/", seconds=-5)))
    denied(send("GET", "/desk/in/a.txt", token("r desk/out/")))
    denied(send("GET", "/desk/in/a.txt", token("w desk/in/")))
    denied(send("GET", "/desk?list-type=2&prefix=", good))
    denied(send("GET", "/desk/in/a.txt", token("r desk/in/", principal="somebody")))
    denied(send("GET", "/desk/in/a.txt", token("r desk/in/", principal="root")))
    denied(send("PUT", "/desk/in/copied.txt", good, b"", x_amz_copy_source="/desk/in/a.txt"))
    # A token never gives what the policy does not: this prefix is denied, and deletes are not allowed.
    put("in/private/a.txt", text)
    put("out/a.txt", text)
    denied(send("GET", "/desk/in/private/a.txt", token("r desk/")))
    denied(send("DELETE", "/desk/in/a.txt", good))
    denied(send("GET", "/desk/out/a.txt", token("r desk/")))
    assert get("in/a.txt")[0] == masked
    # Who signs is asked for no token, and a token mends no signature.
    wrong = boto3.client("s3", endpoint_url=endpoint, aws_secret_access_key="wrong", aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"])
    wrong.meta.events.register("before-sign.s3.*", lambda request, **_: request.headers.add_header("x-access-token", good))
    fails("SignatureDoesNotMatch", 403, wrong.get_object, Bucket=bucket, Key="in/a.txt")


def links_show_what_their_signer_would_see():
    link = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "in/a.txt"})
    path = link[len(endpoint):]
    assert send("GET", path) == (200, masked)
    assert send("GET", path, Range="bytes=0-7") == (206, b"Write to")
    assert send("GET", path.replace("in/a.txt", "in/copy.txt"))[0] == 403
    denied(send("GET", path.split("?")[0]))
    put_link = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "in/link.txt", "ContentType": "text/plain"})
    assert send("PUT", put_link[len(endpoint):], data=text, Content_Type="text/plain")[0] == 200
    writes.append(["PutObject", "in/link.txt"])
    assert get("in/link.txt")[0] == masked


def what_the_policy_takes_back_no_cache_gives():
    good = token("r desk/in/")
    for _ in range(3):
        assert send("GET", "/desk/in/a.txt", good) == (200, masked)
    s3.delete_bucket_policy(Bucket=bucket)
    denied(send("GET", "/desk/in/a.txt", good))


def what_is_never_twice_the_same_has_no_length_and_no_ranges():
    s3.put_object(Bucket="loose", Key="a.txt", Body=text, ContentType="text/plain")
    assert s3.get_object(Bucket="loose", Key="a.txt")["Body"].read() == masked
    head = s3.head_object(Bucket="loose", Key="a.txt")
    assert "content-length" not in head["ResponseMetadata"]["HTTPHeaders"], head
    fails("NotImplemented", 501, s3.get_object, Bucket="loose", Key="a.txt", Range="bytes=0-3")


what_is_written_is_stored_as_it_was_sent()
what_is_read_is_one_object_however_it_is_asked_for()
what_is_no_text_is_exact_with_its_checksums()
what_is_written_again_is_read_at_once()
listings_have_pages_and_what_is_stored()
copies_are_of_what_is_stored()
parts_are_one_object()
who_signs_nothing_has_what_a_token_and_the_policy_both_give()
links_show_what_their_signer_would_see()
what_the_policy_takes_back_no_cache_gives()
what_is_never_twice_the_same_has_no_length_and_no_ranges()
print(json.dumps(writes))
