"""s3fs on a bucket with versions: its own tests for them, and what they leave out, which is deleting.

The tests expect moto, a stand-in of S3, on a port of their own and empty it before each test; here the node is in its place.
test_bucket_versioning is left out: the name of its bucket is none in S3. What it asks is asked below.
"""

import os
import sys
import types

import botocore.session
import pytest
import s3fs

ENDPOINT = os.environ["HORIZON_S3_URL"] + "/s3"
BUCKET = "clients-s3fs-versions"
TESTS = os.path.join(os.environ["HORIZON_CLIENTS_S3FS"], "tests", "test_s3fs.py")
NAMES = {
    "test_exists_versioned", "test_versions", "test_list_versions_many", "test_fsspec_versions_multiple",
    "test_versioned_file_fullpath", "test_versions_unaware", "test_versions_dircached", "test_touch_versions",
    "test_version_sizes",
}
BUCKETS_OF_TESTS = ("test", "test-versioned", "test-secure")


def empty_node(*_):
    """Removes the buckets that the tests make, with every version in them."""
    client = botocore.session.Session().create_client("s3", endpoint_url=ENDPOINT)
    for bucket in client.list_buckets()["Buckets"]:
        name = bucket["Name"]
        if name not in BUCKETS_OF_TESTS:
            continue
        for page in client.get_paginator("list_object_versions").paginate(Bucket=name):
            entries = page.get("Versions", []) + page.get("DeleteMarkers", [])
            objects = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in entries]
            if objects:
                answer = client.delete_objects(Bucket=name, Delete={"Objects": objects, "Quiet": True})
                assert "Errors" not in answer, answer["Errors"]
        client.delete_bucket(Bucket=name)


class NodeForMoto:
    """Points the tests to the node, and counts those that passed."""

    passed = 0
    not_passed = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_pycollect_makemodule(self):
        collected = yield
        collected.obj.endpoint_uri = ENDPOINT
        return collected

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if item.originalname in NAMES]

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            self.passed += 1
        elif not report.passed:
            self.not_passed += 1


class NoServer:
    """In the place of moto's server."""

    def __init__(self, **_):
        pass

    def start(self):
        pass

    def stop(self):
        pass


def module(name, **content):
    made = types.ModuleType(name)
    vars(made).update(content)
    sys.modules[name] = made


def own_tests():
    module("moto", __version__="5.1.11")
    module("moto.moto_server")
    module("moto.moto_server.threaded_moto_server", ThreadedMotoServer=NoServer)
    # The only thing they ask it for is to post to moto that it shall forget everything.
    module("requests", post=empty_node)
    results = NodeForMoto()
    options = ["-q", "--tb=short", "-p", "no:cacheprovider", "-W", "ignore", "--rootdir", os.getcwd()]
    status = pytest.main([*options, TESTS], plugins=[results])
    empty_node()
    assert status == 0 and results.not_passed == 0, f"{results.not_passed} of s3fs's tests did not pass"
    assert results.passed >= len(NAMES), f"only {results.passed} of s3fs's tests ran"
    return results.passed


def deleting():
    node = s3fs.S3FileSystem(endpoint_url=ENDPOINT, version_aware=True)
    node.mkdir(BUCKET)
    node.pipe(f"{BUCKET}/dir/file", b"from before")
    assert not node.is_bucket_versioned(BUCKET)
    node.make_bucket_versioned(BUCKET)
    assert node.is_bucket_versioned(BUCKET)
    ids = [node.pipe_file(f"{BUCKET}/dir/file", text)["VersionId"] for text in (b"one", b"two", b"three")]
    assert len({*ids, "null"}) == 4
    info = node.object_version_info(f"{BUCKET}/dir/file")
    assert [each["VersionId"] for each in info] == [*reversed(ids), "null"], info
    assert [each["IsLatest"] for each in info] == [True, False, False, False]

    # A delete hides it, and its versions stay.
    node.rm(f"{BUCKET}/dir/file")
    node.invalidate_cache()
    assert not node.exists(f"{BUCKET}/dir/file") and not node.exists(f"{BUCKET}/dir")
    assert node.cat_file(f"{BUCKET}/dir/file?versionId={ids[0]}") == b"one"
    assert node.cat_file(f"{BUCKET}/dir/file?versionId=null") == b"from before"
    assert node.cat_file(f"{BUCKET}/dir/file?versionId={ids[1]}", start=1) == b"wo"
    assert len(node.object_version_info(f"{BUCKET}/dir/file")) == 4

    # Without the delete marker the newest version is back; without that one, the one before.
    marker = node.call_s3("list_object_versions", Bucket=BUCKET)["DeleteMarkers"][0]
    assert marker["IsLatest"] and marker["Key"] == "dir/file"
    gone = node.call_s3("delete_object", Bucket=BUCKET, Key="dir/file", VersionId=marker["VersionId"])
    assert gone["DeleteMarker"] and gone["VersionId"] == marker["VersionId"]
    node.invalidate_cache()
    assert node.cat_file(f"{BUCKET}/dir/file") == b"three"
    node.call_s3("delete_object", Bucket=BUCKET, Key="dir/file", VersionId=ids[2])
    node.invalidate_cache()
    assert node.cat_file(f"{BUCKET}/dir/file") == b"two"
    try:
        node.cat_file(f"{BUCKET}/dir/file?versionId={ids[2]}")
        raise AssertionError("a version that was deleted must not be read")
    except FileNotFoundError:
        pass
    node.cp_file(f"{BUCKET}/dir/file?versionId={ids[0]}", f"{BUCKET}/dir/copied")
    assert node.cat_file(f"{BUCKET}/dir/copied") == b"one"

    # Without versions, a write replaces the null version alone.
    node.make_bucket_versioned(BUCKET, False)
    assert not node.is_bucket_versioned(BUCKET)
    for text in (b"four", b"five"):
        node.pipe_file(f"{BUCKET}/dir/file", text)
    node.invalidate_cache()
    assert node.cat_file(f"{BUCKET}/dir/file") == b"five"
    assert [each["VersionId"] for each in node.object_version_info(f"{BUCKET}/dir/file")] == ["null", ids[1], ids[0]]

    # Of a bucket with versions, s3fs deletes every version by its id.
    node.make_bucket_versioned(BUCKET)
    node.rm(BUCKET, recursive=True)
    node.invalidate_cache()
    assert not node.exists(BUCKET)


passed = own_tests()
deleting()
print(f"s3fs with versions {s3fs.__version__}: {passed} of its own tests for versions, delete markers, reading and deleting "
      "by version, copy of an old version, suspended versions, rm of all versions: ok")
