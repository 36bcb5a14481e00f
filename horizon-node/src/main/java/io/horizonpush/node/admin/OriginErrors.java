package io.horizonpush.node.admin;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.node.origins.OriginRefusedException;

/** How the admin API names what is refused about origins, and by them. Stateless. */
public final class OriginErrors {

  /** The code of an origin that did not do what it was asked to. */
  static final String FAILED = "OriginFailed";

  /** The code of a description that no origin can have. */
  static final String MISCONFIGURED = "OriginMisconfigured";

  private OriginErrors() {}

  static AdminResponse response(OriginRefusedException e) {
    return AdminResponse.error(
        status(e.reason()), code(e.reason()), String.valueOf(e.getMessage()));
  }

  static AdminResponse response(OriginException e) {
    boolean misconfigured =
        e.fault() instanceof OriginFault.Misconfigured
            || e.fault() instanceof OriginFault.WrongCredentials;
    return AdminResponse.error(
        misconfigured ? 400 : 502,
        misconfigured ? MISCONFIGURED : FAILED,
        String.valueOf(e.getMessage()));
  }

  private static int status(OriginRefusedException.Reason reason) {
    return switch (reason) {
      case UNKNOWN -> 404;
      case TAKEN, IN_USE, CONFIGURED -> 409;
    };
  }

  /** The code of an error, for programs to compare. */
  public static String code(OriginRefusedException.Reason reason) {
    return switch (reason) {
      case UNKNOWN -> "NoSuchOrigin";
      case TAKEN -> "OriginTaken";
      case IN_USE -> "OriginInUse";
      case CONFIGURED -> "OriginConfigured";
    };
  }
}
