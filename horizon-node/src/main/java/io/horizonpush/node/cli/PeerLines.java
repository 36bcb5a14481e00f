package io.horizonpush.node.cli;

import io.horizonpush.node.admin.MemberSync;
import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.admin.PeerLink;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What is shown to people of other nodes, as lines. Stateless. */
final class PeerLines {

  private static final double NANOS_OF_A_MILLISECOND = 1e6;

  private PeerLines() {}

  /** A node that this one is connected with. */
  static String of(NodeStatus.Peer peer) {
    return "%s  %s, %d of %d buckets in step, %d bytes fetched"
        .formatted(
            peer.node(), link(peer.link()), peer.inStep(), peer.buckets(), peer.fetchedBytes());
  }

  /** How far a member is. */
  static List<String> of(MemberSync sync) {
    return Stream.of(
            Optional.of("  " + sync.link().map(PeerLines::link).orElse("not connected")),
            Optional.of("  has from it  " + taken(sync)),
            sync.behind().map(behind -> "  lacks        " + lacks(behind)),
            sync.alarm().map(why -> "  STOPPED      " + why))
        .flatMap(Optional::stream)
        .toList();
  }

  private static String link(PeerLink link) {
    String way =
        switch (link.way()) {
          case DIRECT -> "direct" + link.address().map(address -> " at " + address).orElse("");
          case RELAYED -> "through a relay";
        };
    return String.format(
        Locale.ROOT,
        "%s, round trip %.2f ms",
        way,
        link.roundTrip().toNanos() / NANOS_OF_A_MILLISECOND);
  }

  private static String taken(MemberSync sync) {
    String records =
        sync.inStepSince()
            .map(since -> "all, since " + since)
            .or(() -> sync.lastInStep().map(last -> "not all, last all at " + last))
            .orElse("not all");
    return "%s; %d bytes of objects".formatted(records, sync.fetchedBytes());
  }

  private static String lacks(MemberSync.Behind behind) {
    return "%s%d records, of %d bytes of objects; last heard of more at %s"
        .formatted(
            behind.more() ? "more than " : "", behind.records(), behind.bytes(), behind.heard());
  }
}
