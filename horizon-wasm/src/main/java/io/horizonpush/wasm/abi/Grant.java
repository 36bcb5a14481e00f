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
   * What only a manifest says: one of a kind that takes a value, which the operator chooses. It
   * lets nobody do anything.
   *
   * @param kind such as {@code net}
   */
  record Chosen(String kind) implements Grant {}

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
      case Chosen(String kind) -> kind;
    };
  }

  /** What kind of grant it is: its text without a value. */
  default String kind() {
    String text = text();
    int equals = text.indexOf('=');
    return equals < 0 ? text : text.substring(0, equals);
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

  /**
   * The grant that a manifest asks for so, which may leave its value to the operator.
   *
   * @throws RefusedPluginException if it is none
   */
  static Optional<Grant> requested(String text) {
    return GrantText.requested(text);
  }
}
