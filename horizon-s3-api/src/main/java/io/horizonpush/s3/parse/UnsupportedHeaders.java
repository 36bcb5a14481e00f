package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Input;
import java.util.Map;
import java.util.Set;

/**
 * Headers that ask for features that this node does not have. They are refused once a request is
 * allowed: a policy may forbid what cannot be done here, or anything without it. Stateless.
 */
public final class UnsupportedHeaders {

  /**
   * Headers that ask for something this node does not do. Storing the object without it would be a
   * lie.
   */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "x-amz-server-side-encryption",
          "x-amz-server-side-encryption-customer-algorithm",
          "x-amz-server-side-encryption-aws-kms-key-id",
          "x-amz-copy-source-server-side-encryption-customer-algorithm",
          "x-amz-website-redirect-location",
          "x-amz-write-offset-bytes",
          "x-amz-mfa");

  /** Headers of which only the values that change nothing are accepted. */
  private static final Map<String, Set<String>> HARMLESS =
      Map.of(
          Headers.STORAGE_CLASS,
          Set.of("STANDARD"),
          "x-amz-object-ownership",
          Set.of("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"));

  private UnsupportedHeaders() {}

  /**
   * Refuses a request for a feature that this node does not have.
   *
   * @param input of the request; a form has such headers in its fields
   * @throws S3Exception {@code NotImplemented}
   */
  public static void refuse(RequestHead head, S3Input input) {
    switch (input) {
      // What makes an object has a storage class, about which its bucket decides.
      case ObjectInput.PutObject _,
          ObjectInput.CopyObject _,
          MultipartInput.CreateMultipartUpload _ ->
          refuse(head, Headers.STORAGE_CLASS);
      case ObjectInput.PostObject post -> {
        refuse(head, "");
        refuse(post.head(), Headers.STORAGE_CLASS);
      }
      default -> refuse(head, "");
    }
  }

  private static void refuse(RequestHead head, String but) {
    for (RequestHead.Header header : head.headers()) {
      if (header.name().equals(but)) {
        continue;
      }
      Set<String> harmless = HARMLESS.get(header.name());
      if ((UNSUPPORTED.contains(header.name()) && !header.value().isEmpty())
          || (harmless != null && !harmless.contains(header.value()))) {
        throw S3Exception.unsupportedHeader(header.name());
      }
    }
  }
}
