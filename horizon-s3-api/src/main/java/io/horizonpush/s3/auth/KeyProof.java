package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tells the holder of an access key from whoever merely names it. Thread-safe. */
final class KeyProof {

  private final AccessKeys accessKeys;

  KeyProof(AccessKeys accessKeys) {
    this.accessKeys = accessKeys;
  }

  /**
   * The key of this id, once a signature made with it is known to match.
   *
   * @param mismatch what is wrong with the signature, if anything, should it be this key's
   * @throws S3Exception {@code InvalidAccessKeyId}, or what {@code mismatch} finds
   */
  AccessKey demand(String id, Function<AccessKey, Optional<S3Exception>> mismatch) {
    Optional<AccessKey> known = accessKeys.find(id);
    // An unknown id costs the same work as a wrong secret, so that time does not tell them apart.
    Optional<S3Exception> wrong = mismatch.apply(known.orElseGet(() -> stranger(id)));
    AccessKey key =
        known.orElseThrow(
            () ->
                new S3Exception(
                        S3ErrorCode.INVALID_ACCESS_KEY_ID,
                        "The AWS Access Key Id you provided does not exist in our records.")
                    .with("AWSAccessKeyId", id));
    if (wrong.isPresent()) {
      throw wrong.get();
    }
    return key;
  }

  static Principal holder(AccessKey key, Signature signature) {
    return new Principal.KeyHolder(key.id(), key.owner(), key.rights(), signature);
  }

  /** The error for a signature that does not match, with what it should have been made over. */
  static S3Exception mismatch(String accessKeyId, String stringToSign, String provided) {
    return new S3Exception(
            S3ErrorCode.SIGNATURE_DOES_NOT_MATCH,
            "The request signature we calculated does not match the signature you provided."
                + " Check your key and signing method.")
        .with("AWSAccessKeyId", accessKeyId)
        .with("StringToSign", stringToSign)
        .with("SignatureProvided", provided);
  }

  private static AccessKey stranger(String id) {
    return new AccessKey(id, "unknown", new Owner("", ""), new KeyRights.Granted(List.of()));
  }
}
