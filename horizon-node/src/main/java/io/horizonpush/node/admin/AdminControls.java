package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * What the admin API asks, by area.
 *
 * @param shares nothing where this process shares no buckets, and so of the homes of those
 */
public record AdminControls(
    NodeControl node,
    BucketControl buckets,
    KeyControl keys,
    Optional<ShareControl> shares,
    Optional<HomeControl> homes,
    CacheControl cache,
    TransferControl transfers,
    EventControl events,
    KeyTransferControl keyTransfers,
    OriginControl origins,
    PluginControl plugins) {}
