package io.horizonpush.node.process;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** The body of an object, which can be made again: nothing is an object that is not there. */
record Body(long seed, int size) {

  byte[] bytes() {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Whether a GET was answered with this body, or that there is none. */
  static boolean matches(HttpResponse<byte[]> answer, Optional<Body> body) {
    return body.isPresent()
        ? answer.statusCode() == 200 && Arrays.equals(answer.body(), body.get().bytes())
        : answer.statusCode() == 404;
  }
}
