package io.horizonpush.s3.model;

/**
 * What a grant of an access control list allows. The order is that in which grants in headers are
 * listed.
 */
public enum Permission {
  READ("x-amz-grant-read"),
  WRITE("x-amz-grant-write"),
  READ_ACP("x-amz-grant-read-acp"),
  WRITE_ACP("x-amz-grant-write-acp"),
  FULL_CONTROL("x-amz-grant-full-control");

  private final String header;

  Permission(String header) {
    this.header = header;
  }

  /** The header that grants it, in lower case. */
  public String header() {
    return header;
  }

  /** Whether whoever has this permission may do what {@code wanted} allows. */
  public boolean covers(Permission wanted) {
    return this == wanted || this == FULL_CONTROL;
  }
}
