package io.horizonpush.iroh.net;

import java.net.URI;

/** The servers through which nodes reach each other where no direct way is found. */
public sealed interface Relay {

  /** None. */
  record Off() implements Relay {}

  /** Those that the makers of iroh run for everybody. */
  record Public() implements Relay {}

  /** One that somebody runs. */
  record At(URI url) implements Relay {

    /**
     * @throws IllegalArgumentException if nothing of HTTP can be there
     */
    public At {
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (!http || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
        throw new IllegalArgumentException(
            "A relay is at http://HOST[:PORT] or https://HOST[:PORT]");
      }
    }
  }
}
