package io.horizonpush.fallback.origin;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What the failures mean that are no answers of an origin: of connections, names and time. */
public final class OriginFailures {

  /** A chain of causes that is longer goes round. */
  private static final int MAX_CAUSES = 16;

  private OriginFailures() {}

  /**
   * The exception for a failure, found among its causes, because SDKs wrap what they meet.
   *
   * @param what was asked
   */
  public static OriginException of(String what, Throwable failure) {
    Throwable cause = failure;
    OriginException found = null;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
      Optional<OriginException> meaning = meaning(what, cause);
      // The innermost says it best, unless it is a mere failure of the connection.
      if (meaning.isPresent() && (found == null || !isBroken(meaning.get()))) {
        found = meaning.get();
      }
    }
    return found != null
        ? found
        : OriginException.broken(
            "%s failed in the client of the origin: %s"
                .formatted(what, failure.getClass().getSimpleName()));
  }

  private static boolean isBroken(OriginException failure) {
    return failure.fault() instanceof OriginFault.Broken;
  }

  private static Optional<OriginException> meaning(String what, Throwable cause) {
    return switch (cause) {
      case OriginException e -> Optional.of(e);
      case InterruptedIOException e -> timedOut(what);
      case HttpTimeoutException e -> timedOut(what);
      case TimeoutException e -> timedOut(what);
      case UnknownHostException e ->
          unavailable(what, "its host has no address: check the endpoint and the name servers");
      case ConnectException e ->
          unavailable(what, "it cannot be connected to: check the endpoint, and whether it runs");
      case NoRouteToHostException e ->
          unavailable(what, "there is no way to it through the network");
      case SSLException e ->
          unavailable(what, "TLS failed: check its certificate, and whether it speaks TLS at all");
      case IOException e ->
          Optional.of(OriginException.broken("%s: the connection broke off".formatted(what)));
      default -> Optional.empty();
    };
  }

  private static Optional<OriginException> timedOut(String what) {
    return Optional.of(
        new OriginException(
            new OriginFault.TimedOut(), "%s: the origin took too long".formatted(what)));
  }

  private static Optional<OriginException> unavailable(String what, String why) {
    return Optional.of(
        new OriginException(
            new OriginFault.Unavailable(Optional.empty()),
            "%s: the origin does not answer; %s".formatted(what, why)));
  }
}
