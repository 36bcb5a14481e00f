package io.horizonpush.s3.op;

import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.Validators;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Precondition;

/** The conditions of requests as the store takes them. Stateless. */
final class Preconditions {

  private Preconditions() {}

  static Precondition of(WriteConditions conditions) {
    return conditions.isEmpty()
        ? Precondition.NONE
        : current -> conditions.check(current.map(Preconditions::validators));
  }

  static Precondition of(DeleteConditions conditions) {
    return conditions.isEmpty()
        ? Precondition.NONE
        : current -> conditions.check(current.map(Preconditions::validators));
  }

  private static Validators validators(ObjectRecord object) {
    return new Validators(object.etag(), object.lastModified(), object.size());
  }
}
