"""Sends every operation of botocore's S3 service model and holds the answers against what the node says it supports.

An operation is either supported, and then never answers 501, or it answers 501 NotImplemented in XML and changes nothing.
PostObject, the upload by a form, is in no SDK's model and therefore not in this one.
"""

import os
import sys
import xml.etree.ElementTree as ElementTree

import boto3
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.auth import S3SigV4Auth
from botocore.httpsession import URLLib3Session
from botocore.model import ServiceModel

# What the node's own table of operations says it answers.
SUPPORTED = set(os.environ["SUPPORTED"].split())
BUCKET, KEY = "oracle-bucket", "a/key"
VALUES = {"uploadId": "none", "partNumber": "1", "id": "x", "annotationName": "x"}

endpoint = os.environ["ENDPOINT"]
s3 = boto3.client("s3", endpoint_url=endpoint)
s3.create_bucket(Bucket=BUCKET)
s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"kept")
credentials = botocore.session.get_session().get_credentials()
http = URLLib3Session()


def request(model):
    """The plainest request that names this operation: its URI and what its model requires in query and headers."""
    uri = model.http["requestUri"]
    shape = model.input_shape
    query, headers = [], {}
    for name in shape.required_members if shape else []:
        member = shape.members[name].serialization
        if member.get("location") == "querystring":
            query.append(f"{member['name']}={VALUES.get(member['name'], 'x')}")
        elif member.get("location") == "header":
            value = f"{BUCKET}/{KEY}" if member["name"] == "x-amz-copy-source" else "x"
            headers[member["name"]] = value
    if model.name == "ListDirectoryBuckets":
        query.append("max-directory-buckets=10")
    path = uri.replace("{Bucket}", "oracle-bucket-2" if model.name == "DeleteBucket" else BUCKET).replace("{Key+}", KEY)
    path, _, subresource = path.partition("?")
    url = endpoint + path + "?" + "&".join(([subresource] if subresource else []) + query)
    signed = AWSRequest(method=model.http["method"], url=url, headers=headers, data=b"")
    S3SigV4Auth(credentials, "s3", "us-east-1").add_auth(signed)
    return http.send(signed.prepare())


# Loaded afresh: a client takes the bucket out of the paths of its own copy.
loader = botocore.session.get_session().get_component("data_loader")
service = ServiceModel(loader.load_service_model("s3", "service-2"), "s3")
wrong = []
for name in service.operation_names:
    if name in ("CreateBucket", "DeleteObject", "DeleteBucket", "PutObject"):
        s3.create_bucket(Bucket="oracle-bucket-2")
    answer = request(service.operation_model(name))
    if name in SUPPORTED:
        if answer.status_code in (500, 501):
            wrong.append(f"{name} is supported but answers {answer.status_code}")
    elif answer.status_code != 501:
        wrong.append(f"{name} is not supported but answers {answer.status_code}: {answer.text[:200]}")
    elif ElementTree.fromstring(answer.text).findtext("Code") != "NotImplemented":
        wrong.append(f"{name} answers 501 with another document: {answer.text[:200]}")
    if name in ("PutObject", "DeleteObject", "CopyObject"):
        s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"kept")

if len(service.operation_names) < 116:
    wrong.append(f"the model has only {len(service.operation_names)} operations")
if s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read() != b"kept":
    wrong.append("an operation that is not supported changed the object")
if wrong:
    sys.exit("\n".join(wrong))
print(f"{len(service.operation_names)} operations, all good")
