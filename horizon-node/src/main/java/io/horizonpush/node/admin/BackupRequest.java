package io.horizonpush.node.admin;

import java.nio.file.Path;

/**
 * A backup that somebody wants.
 *
 * @param directory absolute
 */
public record BackupRequest(Path directory) {}
