package io.horizonpush.node.admin;

/** How something is that events are about: one record for each {@link EventKind}. */
public sealed interface EventValue
    permits NodeSummary,
        KeyInfo,
        TransferReport,
        ConnectedPeer,
        Alarm,
        BucketSummary,
        BucketEpoch,
        HomeReport,
        BucketMember,
        TicketList.Entry {}
