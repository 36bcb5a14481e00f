package io.horizonpush.node.admin;

import io.horizonpush.node.keys.KeyTransferException;

/** How the admin API names why an exported key is refused. Stateless. */
public final class KeyTransferErrors {

  private KeyTransferErrors() {}

  static AdminResponse response(KeyTransferException e) {
    return AdminResponse.error(
        status(e.reason()), code(e.reason()), String.valueOf(e.getMessage()));
  }

  private static int status(KeyTransferException.Reason reason) {
    return switch (reason) {
      case NO_KEY, TRUNCATED, ALTERED, OTHER_VERSION -> 400;
      case FOR_ANOTHER, AUTHOR -> 403;
      case DIFFERENT, REVOKED, OWNER_TAKEN -> 409;
    };
  }

  /** The code of an error, for programs to compare. */
  public static String code(KeyTransferException.Reason reason) {
    return switch (reason) {
      case NO_KEY -> "NotAnExportedKey";
      case TRUNCATED -> "KeyTruncated";
      case ALTERED -> "KeyAltered";
      case OTHER_VERSION -> "KeyVersion";
      case FOR_ANOTHER -> "KeyForAnotherNode";
      case AUTHOR -> "KeyFromAnotherNode";
      case DIFFERENT -> "KeyDiffers";
      case REVOKED -> "KeyRevoked";
      case OWNER_TAKEN -> "KeyOwnerTaken";
    };
  }
}
