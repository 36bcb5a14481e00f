package io.horizonpush.s3.store;

import java.util.Set;

/**
 * What a plugin leaves behind when it is removed. Thread-safe; blocks its (virtual) thread, for as
 * long as there is much of it.
 */
public interface PluginRemains {

  /**
   * Drops all blobs that other plugins keep than these; those that a bucket has, too, stay its own.
   */
  void keepBlobsOf(Set<String> plugins);

  /**
   * Deletes all entries of a plugin that this node wrote, in the buckets in which it may write.
   * What members wrote stays theirs.
   *
   * @return how many were deleted
   * @throws io.horizonpush.s3.model.S3Exception as {@link PluginDocs#delete}; what was deleted
   *     before stays so
   */
  long forgetEntries(String plugin);
}
