package io.horizonpush.node.admin;

import io.horizonpush.iroh.transfer.TransferException;

/** How what cannot be done with a transfer is told to who asked for it. Stateless. */
public final class TransferErrors {

  private TransferErrors() {}

  static AdminResponse response(TransferException e) {
    return AdminResponse.error(
        status(e.reason()), code(e.reason()), String.valueOf(e.getMessage()));
  }

  private static int status(TransferException.Reason reason) {
    return switch (reason) {
      case UNKNOWN -> 404;
      case NOT_POSSIBLE -> 409;
    };
  }

  /** The name of the error. */
  public static String code(TransferException.Reason reason) {
    return switch (reason) {
      case UNKNOWN -> "NoSuchTransfer";
      case NOT_POSSIBLE -> "TransferState";
    };
  }
}
