package io.horizonpush.s3.store;

/** What somebody who looks an object up reads of it next. */
public enum Reading {
  /** Its description, or a part of its bytes. */
  SOME,
  /** All of its bytes. */
  WHOLE
}
