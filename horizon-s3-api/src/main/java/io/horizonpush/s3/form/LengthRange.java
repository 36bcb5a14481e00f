package io.horizonpush.s3.form;

/** How long a file may be, in bytes, both inclusive. */
record LengthRange(long least, long most) {

  static final LengthRange ANY = new LengthRange(0, Long.MAX_VALUE);

  LengthRange and(LengthRange other) {
    return new LengthRange(Math.max(least, other.least), Math.min(most, other.most));
  }
}
