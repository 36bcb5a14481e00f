package io.horizonpush.s3.auth;

import io.horizonpush.s3.request.Addressing;

/** Whether requests signed with Signature Version 2 are accepted. */
public sealed interface SignatureV2Access {

  /** They are refused, with a hint at Version 4. */
  record Off() implements SignatureV2Access {}

  /**
   * They are accepted.
   *
   * @param addressing which host names carry a bucket: such a signature covers the bucket's name,
   *     but not the host
   */
  record On(Addressing addressing) implements SignatureV2Access {}
}
