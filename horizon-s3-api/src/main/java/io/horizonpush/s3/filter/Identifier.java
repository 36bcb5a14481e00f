package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Owner;
import java.util.Set;

/**
 * Something that knows senders by other means than a signature. Asked between authentication and
 * authorisation, of requests that nobody signed; what the sender may do is decided afterwards, as
 * for everybody.
 *
 * <p>Thread-safe; runs on the request's virtual thread and may block. What it throws refuses the
 * request.
 */
public interface Identifier {

  /** Leaves every sender what it is. */
  Identifier NONE =
      new Identifier() {
        @Override
        public Set<Owner> owners() {
          return Set.of();
        }

        @Override
        public Verdict identify(UnsignedRequest request) {
          return new Verdict.NotMine();
        }
      };

  /** For whom it may take senders now. */
  Set<Owner> owners();

  /** Whom a request comes from. */
  Verdict identify(UnsignedRequest request);

  /** What an identifier says about a request. */
  sealed interface Verdict {

    /** It has nothing to do with such requests: the sender stays what it is. */
    record NotMine() implements Verdict {}

    /**
     * It is there to know who sends such requests, and does not know this sender: who is the public
     * then, even on this machine.
     */
    record Nobody() implements Verdict {}

    /**
     * It knows the sender.
     *
     * @param owner one of the request's {@linkplain UnsignedRequest#owners owners}
     */
    record Known(Owner owner) implements Verdict {}
  }
}
