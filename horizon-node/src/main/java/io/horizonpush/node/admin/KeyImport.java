package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;
import java.util.Optional;

/**
 * An exported access key that is to be imported.
 *
 * @param from the id of the node that made it; nothing for any that is an owner of a bucket here
 * @param replace whether it may change the secret and the rights of a key that is here; nothing for
 *     no
 */
public record KeyImport(Secret export, Optional<String> from, Optional<Boolean> replace) {}
