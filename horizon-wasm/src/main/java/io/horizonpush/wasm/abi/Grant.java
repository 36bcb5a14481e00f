package io.horizonpush.wasm.abi;

import java.util.Optional;

/** Something that a plugin may do once an operator says so. */
public sealed interface Grant {

  /** Sees headers and parameters that are credentials. */
  record HttpCredentials() implements Grant {}

  /** Lets a request be about something else. */
  record HttpRewrite() implements Grant {}

  /** Takes the sender of an unsigned request for this principal. */
  record AuthIdentity(String principal) implements Grant {}

  /**
   * Speaks to a server.
   *
   * @param host in lower case
   */
  record Net(boolean tls, String host, int port) implements Grant {}

  /** Speaks to servers whose addresses are not public. */
  record NetPrivate() implements Grant {}

  /** Reads entries of the plugins' space. */
  record DocsRead(Place place) implements Grant {}

  /** Writes entries of the plugins' space. */
  record DocsWrite(Place place) implements Grant {}

  /** Sees entries of other members, too. */
  record DocsOfMembers() implements Grant {}

  /** Reads the blobs that a request's bucket holds. */
  record BlobsRead() implements Grant {}

  /** Keeps blobs of its own, of so many bytes together. */
  record BlobsWrite(long quota) implements Grant {}

  /** Hears of objects that are created and removed in a bucket. */
  record Events(String bucket) implements Grant {}

  /**
   * What a plugin asks for without saying of what, which only the operator knows: grants of this
   * name. Nothing is allowed by it.
   */
  record Open(String name) implements Grant {}

  /**
   * Where entries are.
   *
   * @param bucket a name, or {@code *} for every bucket
   * @param prefix with which their keys begin
   */
  record Place(String bucket, String prefix) {

    boolean covers(String inBucket, String key) {
      return isIn(bucket, inBucket) && key.startsWith(prefix);
    }
  }

  static boolean isIn(String bucket, String inBucket) {
    return bucket.equals("*") || bucket.equals(inBucket);
  }

  /** As an operator writes it. */
  default String text() {
    return switch (this) {
      case HttpCredentials _ -> "http.credentials";
      case HttpRewrite _ -> "http.rewrite";
      case AuthIdentity(String principal) -> "auth.identity=" + principal;
      case Net(boolean tls, String host, int port) -> "net=" + place(tls, host, port);
      case NetPrivate _ -> "net.private";
      case DocsRead(Place(String bucket, String prefix)) -> "docs.read=" + bucket + "/" + prefix;
      case DocsWrite(Place(String bucket, String prefix)) -> "docs.write=" + bucket + "/" + prefix;
      case DocsOfMembers _ -> "docs.authors=members";
      case BlobsRead _ -> "blobs.read";
      case BlobsWrite(long quota) -> "blobs.write=" + quota + "B";
      case Events(String bucket) -> "events=" + bucket;
      case Open(String name) -> name;
    };
  }

  private static String place(boolean tls, String host, int port) {
    boolean usual = port == (tls ? 443 : 80);
    return (tls ? "" : "http://") + host + (usual ? "" : ":" + port);
  }

  /**
   * The grant that is written so; nothing for {@code docs.authors=self}, which every plugin has.
   *
   * @throws RefusedPluginException if it is none
   */
  static Optional<Grant> parse(String text) {
    return GrantText.parse(text);
  }
}
