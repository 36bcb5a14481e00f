package io.horizonpush.s3.auth;

import io.horizonpush.s3.request.Endpoint;

/** Whether requests signed with Signature Version 2 are accepted. */
public sealed interface SignatureV2Access {

  /** They are refused, with a hint at Version 4. */
  record Off() implements SignatureV2Access {}

  /**
   * They are accepted.
   *
   * @param endpoint which host names carry a bucket: such a signature covers the bucket's name, but
   *     not the host
   */
  record On(Endpoint endpoint) implements SignatureV2Access {}
}
