package io.horizonpush.node.admin;

/** What events are about. */
public enum EventKind {
  NODE(NodeSummary.class),
  KEY(KeyInfo.class),
  TRANSFER(TransferReport.class),
  PEER(ConnectedPeer.class),
  ALARM(Alarm.class),
  BUCKET(BucketSummary.class),
  EPOCH(BucketEpoch.class),
  HOME(HomeReport.class),
  MEMBER(BucketMember.class),
  TICKET(TicketList.Entry.class);

  private final Class<? extends EventValue> type;

  EventKind(Class<? extends EventValue> type) {
    this.type = type;
  }

  /** What tells how one of this kind is. */
  public Class<? extends EventValue> type() {
    return type;
  }
}
