package io.horizonpush.s3.http;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;

/** What ends the body of a request whose client went away or sends too slowly. */
final class ClientFaults {

  private ClientFaults() {}

  static S3Exception gone() {
    return new S3Exception(S3ErrorCode.INCOMPLETE_BODY, "The request body terminated unexpectedly");
  }

  static S3Exception tooSlow() {
    return new S3Exception(
        S3ErrorCode.REQUEST_TIMEOUT,
        "Your socket connection to the server was not read from or written to within the timeout"
            + " period.");
  }
}
