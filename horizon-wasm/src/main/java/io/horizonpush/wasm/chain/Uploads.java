package io.horizonpush.wasm.chain;

import io.horizonpush.s3.request.S3Operation;
import java.util.EnumSet;
import java.util.Set;

/** The operations that take the bytes of objects from clients. Stateless. */
final class Uploads {

  /** How an object is stored otherwise than by PutObject. */
  static final Set<S3Operation> OTHER_WAYS =
      EnumSet.of(
          S3Operation.POST_OBJECT, S3Operation.CREATE_MULTIPART_UPLOAD, S3Operation.UPLOAD_PART);

  private Uploads() {}

  /** Whether the body of a request is an object's bytes. */
  static boolean hasBytes(S3Operation operation) {
    return operation == S3Operation.PUT_OBJECT
        || operation == S3Operation.POST_OBJECT
        || operation == S3Operation.UPLOAD_PART;
  }

  /** Whether it is a step of an upload in parts. */
  static boolean isMultipart(S3Operation operation) {
    return operation == S3Operation.CREATE_MULTIPART_UPLOAD || operation == S3Operation.UPLOAD_PART;
  }
}
