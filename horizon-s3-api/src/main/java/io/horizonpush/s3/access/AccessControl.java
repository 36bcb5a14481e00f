package io.horizonpush.s3.access;

import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.Records;

/** What decides who may do what, over some buckets and records. Thread-safe. */
public record AccessControl(Authorizer authorizer, BucketRules rules, Owners owners) {

  public static AccessControl over(BucketStore buckets, Records records, Owners owners) {
    BucketRules rules = new BucketRules();
    return new AccessControl(new Authorizer(buckets, records, rules), rules, owners);
  }
}
