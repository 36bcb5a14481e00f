package io.horizonpush.node.admin;

import io.horizonpush.node.keys.KeyOutcome;
import io.horizonpush.s3.model.Owner;

/**
 * An access key that came from another node.
 *
 * @param from the id of the node that exported it
 */
public record ImportedKey(String accessKey, Owner owner, String from, KeyOutcome outcome) {}
