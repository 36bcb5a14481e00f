"""restic on a bucket with object lock, and someone with restic's key who wants to destroy the backups.

The key may read and write. It may not remove a version, nor end a retention, nor change the bucket.
"""

import hashlib
import itertools
import json
import os
import pathlib
import shutil
import subprocess
from datetime import datetime, timedelta, timezone

import boto3
from botocore.exceptions import ClientError

URL = os.environ["HORIZON_S3_URL"]
BUCKET = "clients-restic-lock"
JAVA = pathlib.Path(os.environ["JAVA_HOME"], "bin", "java")
JAR = os.environ.get("HORIZON_JAR") or pathlib.Path(__file__).parents[2] / "horizon-node/target/horizon-node.jar"


def client(**key):
    return boto3.client("s3", endpoint_url=f"{URL}/s3", **key)


owner = client()


def refused(codes, call, **arguments):
    try:
        answer = call(Bucket=BUCKET, **arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] in codes, (call.__name__, arguments, error)
    else:
        raise AssertionError(f"{call.__name__} {arguments} must be refused, and was answered with {answer}")


def make_bucket():
    owner.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}
    owner.put_object_lock_configuration(
        Bucket=BUCKET, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule})


def key_of_restic():
    command = [JAVA, "-jar", JAR, "key", "create", "restic", "--grant", f"rw:{BUCKET}"]
    command += ["--data-dir", os.environ["HORIZON_DATA_DIR"], "--json"]
    made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {"aws_access_key_id": made["access-key"], "aws_secret_access_key": made["secret-key"]}


class Restic:
    """restic with a key of its own."""

    def __init__(self, key):
        self._environment = os.environ | {
            "AWS_ACCESS_KEY_ID": key["aws_access_key_id"], "AWS_SECRET_ACCESS_KEY": key["aws_secret_access_key"],
            "RESTIC_REPOSITORY": f"s3:{URL}/{BUCKET}/repository", "RESTIC_PASSWORD": "not-a-secret",
        }

    def __call__(self, *arguments):
        # What it remembers of the repository would hide what happened there.
        shutil.rmtree("cache", ignore_errors=True)
        os.mkdir("cache")
        done = subprocess.run(["restic", "--cache-dir", "cache", *arguments], check=True, text=True,
                              stdout=subprocess.PIPE, env=self._environment)
        return done.stdout

    def restores(self, expected):
        shutil.rmtree("restored", ignore_errors=True)
        self("--quiet", "restore", "latest", "--target", "restored")
        assert contents("restored/folder") == expected, "what was restored is not what was backed up"


def contents(folder):
    return {str(file.relative_to(folder)): file.read_bytes()
            for file in pathlib.Path(folder).rglob("*") if file.is_file()}


def listed(kind):
    """Every version, or every delete marker, as the owner sees it: key and id."""
    pages = owner.get_paginator("list_object_versions").paginate(Bucket=BUCKET)
    return [(each["Key"], each["VersionId"]) for page in pages for each in page.get(kind, [])]


def versions():
    """Of every version its bytes and how it is locked."""
    return {each: state(*each) for each in listed("Versions")}


def state(key, version):
    got = owner.get_object(Bucket=BUCKET, Key=key, VersionId=version)
    assert got["ObjectLockMode"] == "GOVERNANCE", f"{key} is not locked"
    return hashlib.sha256(got["Body"].read()).hexdigest(), got["ObjectLockRetainUntilDate"]


def unharmed(before):
    for each, expected in before.items():
        assert state(*each) == expected, f"{each} is not what it was"


def backups(restic):
    """Two backups of a folder that changes, after which the first one is pruned."""
    folder = pathlib.Path("folder")
    folder.mkdir()
    for number, size in enumerate((0, 1, 100_000, 12_000_000)):
        (folder / f"file {number}").write_bytes(os.urandom(size))
    restic("--quiet", "init")
    restic("--quiet", "backup", "folder")
    (folder / "file 2").unlink()
    (folder / "new").write_bytes(os.urandom(9_000_000))
    restic("--quiet", "backup", "folder")
    assert len(json.loads(restic("snapshots", "--json"))) == 2
    before = versions()
    restic("--quiet", "forget", "--keep-last", "1", "--prune")
    assert len(json.loads(restic("snapshots", "--json"))) == 1
    restic.restores(contents(folder))
    assert listed("DeleteMarkers"), "forget --prune deleted nothing"
    unharmed(before)
    return contents(folder)


def attack(thief, locked, markers):
    """Everything that could be tried with the key; what it may do leaves markers and new versions."""
    current = [each["Key"] for page in owner.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
               for each in page["Contents"]]
    named = [{"Key": key, "VersionId": version} for key, version in itertools.chain(locked, markers)]
    for each in named:
        refused({"AccessDenied"}, thief.delete_object, **each)
        refused({"AccessDenied"}, thief.delete_object, **each, BypassGovernanceRetention=True)
    for bypass in (False, True):
        for at in range(0, len(named), 1000):
            some = named[at:at + 1000]
            answer = thief.delete_objects(Bucket=BUCKET, Delete={"Objects": some}, BypassGovernanceRetention=bypass)
            assert "Deleted" not in answer, answer["Deleted"]
            assert sorted((each["Key"], each["VersionId"]) for each in answer["Errors"]) == sorted(
                (each["Key"], each["VersionId"]) for each in some)
            assert {each["Code"] for each in answer["Errors"]} == {"AccessDenied"}, answer["Errors"]
    attack_locks(thief, list(locked)[0])
    attack_bucket(thief)
    # What the key may do: delete plainly, one by one and many at once, and overwrite.
    for key in current[::2]:
        assert thief.delete_object(Bucket=BUCKET, Key=key)["DeleteMarker"]
    answer = thief.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key} for key in current]})
    assert len(answer["Deleted"]) == len(current) and "Errors" not in answer
    assert "Contents" not in owner.list_objects_v2(Bucket=BUCKET)
    for key in current:
        thief.put_object(Bucket=BUCKET, Key=key, Body=b"held to ransom")


def attack_locks(thief, one):
    where = {"Key": one[0], "VersionId": one[1]}
    soon = {"Mode": "GOVERNANCE", "RetainUntilDate": datetime.now(timezone.utc) + timedelta(seconds=5)}
    for retention in (soon, {}):
        for bypass in (False, True):
            refused({"AccessDenied"}, thief.put_object_retention, **where, Retention=retention,
                    BypassGovernanceRetention=bypass)
    refused({"AccessDenied"}, thief.put_object_lock_configuration,
            ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})


def attack_bucket(thief):
    rule = {"ID": "all", "Status": "Enabled", "Filter": {"Prefix": ""}, "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}
    everything = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
    refused({"AccessDenied"}, thief.put_bucket_versioning, VersioningConfiguration={"Status": "Suspended"})
    # Where nothing expires, that is what is said.
    refused({"AccessDenied", "NotImplemented"}, thief.put_bucket_lifecycle_configuration,
            LifecycleConfiguration={"Rules": [rule]})
    refused({"AccessDenied"}, thief.put_bucket_policy, Policy=policy)
    refused({"AccessDenied"}, thief.put_bucket_acl, ACL="public-read-write")
    refused({"AccessDenied"}, thief.delete_bucket)


def undo(locked, markers):
    """The owner removes what came after; what is locked among it only by their right to."""
    overwrites = [each for each in listed("Versions") if each not in locked]
    hidden = [each for each in listed("DeleteMarkers") if each not in markers]
    assert overwrites and hidden
    for key, version in hidden:
        assert owner.delete_object(Bucket=BUCKET, Key=key, VersionId=version)["DeleteMarker"]
    for key, version in overwrites:
        refused({"AccessDenied"}, owner.delete_object, Key=key, VersionId=version)
        owner.delete_object(Bucket=BUCKET, Key=key, VersionId=version, BypassGovernanceRetention=True)


def remove():
    for key, version in itertools.chain(listed("Versions"), listed("DeleteMarkers")):
        owner.delete_object(Bucket=BUCKET, Key=key, VersionId=version, BypassGovernanceRetention=True)
    owner.delete_bucket(Bucket=BUCKET)


def main():
    make_bucket()
    key = key_of_restic()
    restic = Restic(key)
    expected = backups(restic)
    locked, markers = versions(), listed("DeleteMarkers")
    attack(client(**key), locked, markers)
    unharmed(locked)
    undo(locked, markers)
    assert versions() == locked and sorted(listed("DeleteMarkers")) == sorted(markers)
    restic("--quiet", "check", "--read-data")
    restic.restores(expected)
    remove()
    version = restic("version").split()[1]
    print(f"restic with object lock {version}: backup twice, forget --prune, an attack with its key (deletes, also by version and "
          "with bypass, overwrites, retention, the bucket's settings), every locked version unharmed, check --read-data: ok")


main()
