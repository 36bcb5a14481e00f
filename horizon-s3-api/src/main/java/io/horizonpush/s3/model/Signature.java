package io.horizonpush.s3.model;

import java.time.Instant;

/** How a request was signed, once its signature is known to hold. */
public sealed interface Signature {

  /** Where the signature stood. */
  Carrier carrier();

  /** With Signature Version 2, which need not say when it was made. */
  record V2(Carrier carrier) implements Signature {}

  /**
   * With Signature Version 4.
   *
   * @param made when, by the clock of whoever signed
   */
  record V4(Carrier carrier, Instant made) implements Signature {}

  /** Where a signature stands. */
  enum Carrier {
    HEADER,
    /** In a URL that carries its own permission for a while. */
    QUERY,
    /** In the fields of a form. */
    FORM
  }
}
