package io.horizonpush.s3.request;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The name of one request in answers, logs and errors: 16 upper-case hexadecimal digits. */
public record RequestId(String value) {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** A new id. Unique enough to find a request in a log; not a secret. */
  public static RequestId next() {
    return new RequestId(HEX.toHexDigits(ThreadLocalRandom.current().nextLong()));
  }

  @Override
  public String toString() {
    return value;
  }
}
