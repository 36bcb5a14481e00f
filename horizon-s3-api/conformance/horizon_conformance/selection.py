"""Which tests of the suite are run, and which of them are the core.

The suite tests Ceph's gateway. Left out are the subjects that need another service beside S3 (IAM accounts and
roles, a second cloud, lifecycle rules whose days are seconds) or that no server but Ceph's has; README.md lists them.
"""

import pytest

# The revision of the suite whose tests these are, and how many of them are selected.
REVISION = "8f0ae7b"
SIZES = {"core318": 318, "applicable542": 542}
MODULES = ("test_s3.py", "test_headers.py")

_OTHER_SERVICES = {
    "iam_account", "iam_cross_account", "iam_role", "iam_tenant", "iam_user",
    "cloud_restore", "cloud_transition", "lifecycle", "lifecycle_expiration", "lifecycle_transition",
}
_OTHER_SUBJECTS = {
    "appendobject", "auth_aws2", "bucket_encryption", "bucket_logging", "bucket_logging_cleanup", "encryption",
    "object_ownership", "s3website", "sse_s3", "storage_class",
}
_BEYOND_THE_CORE = (
    "access_bucket", "acl", "block_public", "cors", "grant", "object_lock", "policy", "post_object", "version",
)


def applicable(item: pytest.Item) -> bool:
    """pytest -m 'not iam_account and not …'"""
    return not _marks(item) & (_OTHER_SERVICES | _OTHER_SUBJECTS)


def core(item: pytest.Item) -> bool:
    """pytest -m 'not bucket_policy' -k 'not access_bucket and not acl and not …', as -k looks at names and marks"""
    names = {node.name.lower() for node in item.listchain()} | _marks(item)
    return applicable(item) and not any(word in name for word in _BEYOND_THE_CORE for name in names)


def _marks(item: pytest.Item) -> set[str]:
    return {mark.name for mark in item.iter_markers()}
