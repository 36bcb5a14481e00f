"""Runs ceph/s3-tests against a node and holds the outcome against what is expected."""
