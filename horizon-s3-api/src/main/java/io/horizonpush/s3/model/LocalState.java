package io.horizonpush.s3.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this node alone knows of a version; it never travels.
 *
 * @param residency where the bytes of its blobs are, by hash
 * @param upload the multipart upload that made it
 * @param waiting the origins that an upload of it is queued to
 * @param confirmations what each origin confirmed to have of it
 */
public record LocalState(
    Map<BlobHash, Residency> residency,
    Optional<UploadId> upload,
    List<OriginId> waiting,
    List<Confirmation> confirmations) {

  public LocalState {
    residency = Map.copyOf(residency);
    waiting = List.copyOf(waiting);
    confirmations = List.copyOf(confirmations);
  }
}
