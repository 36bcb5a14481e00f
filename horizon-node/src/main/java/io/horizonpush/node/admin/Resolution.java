package io.horizonpush.node.admin;

import io.horizonpush.s3.model.ObjectKey;

/**
 * A decision about one of the versions of a key.
 *
 * @param version its id in a {@link KeyReport}
 * @param keep whether it becomes the current version; else it is dropped
 */
public record Resolution(ObjectKey key, String version, boolean keep) {}
