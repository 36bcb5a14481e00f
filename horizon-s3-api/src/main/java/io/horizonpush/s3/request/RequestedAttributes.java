package io.horizonpush.s3.request;

import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.Tags;
import java.util.Optional;

/**
 * What a client asks for an object to be besides its bytes and metadata.
 *
 * @param acl nothing for the list that AWS calls {@code private}
 * @param storageClass nothing where the client says nothing of it
 */
public record RequestedAttributes(
    Optional<RequestedAcl> acl,
    Tags tags,
    RequestedLock lock,
    Optional<StorageClass> storageClass) {

  public static final RequestedAttributes NONE =
      new RequestedAttributes(Optional.empty(), Tags.NONE, RequestedLock.NONE, Optional.empty());
}
