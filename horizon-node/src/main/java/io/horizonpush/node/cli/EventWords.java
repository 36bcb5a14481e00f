package io.horizonpush.node.cli;

import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.BucketEpoch;
import io.horizonpush.node.admin.BucketMember;
import io.horizonpush.node.admin.BucketSummary;
import io.horizonpush.node.admin.ConnectedPeer;
import io.horizonpush.node.admin.EventValue;
import io.horizonpush.node.admin.HomeReport;
import io.horizonpush.node.admin.KeyInfo;
import io.horizonpush.node.admin.NodeSummary;
import io.horizonpush.node.admin.TicketList;
import io.horizonpush.node.admin.TransferReport;
import io.horizonpush.node.config.EnumWords;

/** What events are about, in words for people. Stateless. */
final class EventWords {

  private EventWords() {}

  static String of(EventValue value) {
    return switch (value) {
      case NodeSummary node -> "node is %s".formatted(EnumWords.of(node.state()));
      case KeyInfo key -> "key %s of %s".formatted(key.accessKey(), key.owner().displayName());
      case TransferReport transfer -> TransferLines.course(transfer);
      case ConnectedPeer peer ->
          "peer %s at %s, %d of %d buckets in step"
              .formatted(
                  peer.node(),
                  peer.address().orElse("a relay"),
                  peer.buckets().stream().filter(ConnectedPeer.Followed::inStep).count(),
                  peer.buckets().size());
      case Alarm alarm -> "ALARM %s".formatted(alarm.message());
      case BucketSummary bucket ->
          "bucket %s, durability %s, versioning %s, pull %s"
              .formatted(
                  bucket.name(),
                  EnumWords.of(bucket.durability()),
                  bucket.versioning().map(EnumWords::of).orElse("never enabled"),
                  EnumWords.of(bucket.pull()));
      case BucketEpoch epoch -> "bucket %s in epoch %d".formatted(epoch.bucket(), epoch.number());
      case HomeReport home ->
          "home of %s at %s"
              .formatted(home.bucket(), home.home().map(HomeReport.Home::node).orElse("no node"));
      case BucketMember member ->
          "member %s of %s, %s%s"
              .formatted(
                  member.node(),
                  member.bucket(),
                  EnumWords.of(member.mode()),
                  member.here() ? ", this node" : "");
      case TicketList.Entry ticket ->
          "ticket %s to %s, %s"
              .formatted(ticket.id(), ticket.bucket(), EnumWords.of(ticket.state()));
    };
  }
}
