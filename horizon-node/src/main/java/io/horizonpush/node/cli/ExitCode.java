package io.horizonpush.node.cli;

import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.node.admin.KeyTransferErrors;
import io.horizonpush.node.admin.ShareErrors;
import io.horizonpush.node.keys.KeyTransferException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The codes that the process ends with. */
final class ExitCode {

  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;

  /** EX_CONFIG of sysexits.h. */
  static final int CONFIG = 78;

  private ExitCode() {}

  /** The exit code for an error that the admin API names so. */
  static int of(String error) {
    return IntStream.concat(
            Arrays.stream(Reason.values())
                .filter(reason -> ShareErrors.code(reason).equals(error))
                .mapToInt(ExitCode::of),
            Arrays.stream(KeyTransferException.Reason.values())
                .filter(reason -> KeyTransferErrors.code(reason).equals(error))
                .mapToInt(ExitCode::of))
        .findFirst()
        .orElse(FAILURE);
  }

  private static int of(Reason reason) {
    return switch (reason) {
      case NO_TICKET -> 10;
      case TRUNCATED -> 11;
      case ALTERED -> 12;
      case OTHER_VERSION -> 13;
      case OTHER_KIND -> 14;
      case EXPIRED -> 15;
      case REVOKED -> 16;
      case USED_UP -> 17;
      case FOR_ANOTHER -> 18;
      case REMOVED -> 19;
      case UNKNOWN -> 20;
      case OWN -> 21;
      case NAME_TAKEN -> 22;
      case UNREACHABLE -> 23;
      case NOT_OWNER -> 24;
      case ABSENT, CONFLICT, PROTOCOL -> FAILURE;
    };
  }

  private static int of(KeyTransferException.Reason reason) {
    return switch (reason) {
      case NO_KEY -> 30;
      case TRUNCATED -> 31;
      case ALTERED -> 32;
      case OTHER_VERSION -> 33;
      case FOR_ANOTHER -> 34;
      case AUTHOR -> 35;
      case DIFFERENT -> 36;
      case REVOKED -> 37;
      case OWNER_TAKEN -> 38;
    };
  }
}
