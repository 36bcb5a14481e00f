package io.horizonpush.s3.access;

import io.horizonpush.s3.store.ObjectStore;

/** What decides who may do what, over one store. Thread-safe. */
public record AccessControl(Authorizer authorizer, BucketRules rules, Owners owners) {

  public static AccessControl over(ObjectStore store, Owners owners) {
    BucketRules rules = new BucketRules();
    return new AccessControl(new Authorizer(store, rules), rules, owners);
  }
}
