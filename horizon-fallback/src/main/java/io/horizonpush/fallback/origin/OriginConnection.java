package io.horizonpush.fallback.origin;

/**
 * All that a node needs to speak to an origin.
 *
 * @param allowPrivate whether its endpoint may be an address that is not public
 */
public record OriginConnection(
    OriginDescription description, OriginCredentials credentials, boolean allowPrivate) {

  public OriginConnection {
    OriginType type = description.place().type();
    if (!credentials.fit(type)) {
      throw OriginException.misconfigured(
          "an origin of type %s cannot be shown %s".formatted(type, credentials.kind()));
    }
    boolean isAnonymous = credentials instanceof OriginCredentials.Anonymous;
    if (isAnonymous && !description.readOnly()) {
      throw OriginException.misconfigured(
          "an origin without credentials has to be read-only: nobody should let everybody write");
    }
  }

  /** Where it is. */
  public OriginPlace place() {
    return description.place();
  }
}
