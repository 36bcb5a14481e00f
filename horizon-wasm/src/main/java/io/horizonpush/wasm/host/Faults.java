package io.horizonpush.wasm.host;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.wasm.net.NetRefusedException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;

/** What ports throw, as guests are told. Stateless. */
final class Faults {

  private Faults() {}

  static HostError of(Exception thrown, Outbox outbox) {
    return switch (thrown) {
      case HostError error -> error;
      case S3Exception failure -> ofS3(failure, outbox);
      case NetRefusedException refused ->
          switch (refused.reason()) {
            case ADDRESS -> Errno.FORBIDDEN.error();
            case TOO_LARGE -> Errno.TOO_LARGE.error();
          };
      case SocketTimeoutException _, InterruptedIOException _ -> Errno.TIMED_OUT.error();
      case java.io.IOException _ -> Errno.UNAVAILABLE.error();
      default -> {
        outbox.failed("a port", thrown);
        yield Errno.ERROR.error();
      }
    };
  }

  private static HostError ofS3(S3Exception failure, Outbox outbox) {
    Errno errno =
        switch (failure.code()) {
          case NO_SUCH_BUCKET, NO_SUCH_KEY, NO_SUCH_VERSION -> Errno.NOT_FOUND;
          case ACCESS_DENIED -> Errno.FORBIDDEN;
          case INVALID_RANGE -> Errno.INVALID;
          case ENTITY_TOO_LARGE, STORAGE_FULL -> Errno.BUDGET;
          case SERVICE_UNAVAILABLE, SLOW_DOWN, REQUEST_TIMEOUT -> Errno.UNAVAILABLE;
          case OPERATION_ABORTED, PRECONDITION_FAILED, CONDITIONAL_REQUEST_CONFLICT ->
              Errno.CONFLICT;
          default -> Errno.ERROR;
        };
    if (errno == Errno.ERROR) {
      outbox.failed("a port", failure);
    }
    return errno.error();
  }
}
