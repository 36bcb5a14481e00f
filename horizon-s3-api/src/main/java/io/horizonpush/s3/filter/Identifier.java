package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Owner;
import java.util.Optional;

/**
 * Something that knows senders by other means than a signature. Asked between authentication and
 * authorisation, of requests that nobody signed; what the sender may do is decided afterwards, as
 * for everybody.
 *
 * <p>Thread-safe; runs on the request's virtual thread and may block. What it throws refuses the
 * request.
 */
@FunctionalInterface
public interface Identifier {

  /**
   * Whom a request comes from.
   *
   * @return one of the request's {@linkplain UnsignedRequest#owners owners}; nothing to leave the
   *     sender what it is
   */
  Optional<Owner> identify(UnsignedRequest request);
}
