package io.horizonpush.node.plugins;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PluginShareTable.PluginShareRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.Octets;
import io.horizonpush.iroh.share.PluginShelf;
import io.horizonpush.iroh.share.ShareId;
import io.horizonpush.iroh.share.Tickets;
import io.horizonpush.s3.model.Durability;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The tickets for this node's plugins, in its index. A use is durable before the file leaves: no
 * power cut lets in one node too many. Thread-safe; blocks its (virtual) thread.
 */
public final class IndexedShelf implements PluginShelf {

  private final Index index;
  private final InstantSource clock;

  public IndexedShelf(Index index, InstantSource clock) {
    this.index = index;
    this.clock = clock;
  }

  @Override
  public Optional<byte[]> key(ShareId ticket) {
    return index
        .read(tables -> tables.pluginShares().find(ticket.hex()))
        .map(row -> HexFormat.of().parseHex(row.key()));
  }

  @Override
  public Given give(ShareId ticket, NodeId node) {
    return index.write(Durability.STRICT, tables -> give(tables, ticket, node));
  }

  private Given give(Tables tables, ShareId ticket, NodeId node) {
    Optional<PluginShareRow> row = tables.pluginShares().find(ticket.hex());
    if (row.isEmpty()) {
      return new Given.Gone();
    }
    Tickets.State state = state(row.get(), clock.instant());
    boolean again =
        state == Tickets.State.USED_UP
            && tables.pluginShares().isUsedBy(ticket.hex(), node.bytes());
    if (state != Tickets.State.OPEN && !again) {
      return new Given.Refused(state);
    }
    Optional<byte[]> file = tables.plugins().file(row.get().digest());
    if (file.isEmpty()) {
      return new Given.Gone();
    }
    tables.pluginShares().use(ticket.hex(), node.bytes());
    return new Given.File(Octets.of(file.get()));
  }

  static Tickets.State state(PluginShareRow row, Instant now) {
    Optional<Integer> uses = Optional.of(row.uses()).filter(most -> most > 0);
    return Tickets.State.of(row.revoked(), row.expires(), uses, row.used(), now);
  }

  /** Lets a ticket be of use. */
  void add(PluginShareRow row) {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.pluginShares().add(row);
          return row;
        });
  }

  /** Takes a ticket back; false if there is none. */
  boolean revoke(ShareId ticket) {
    return index.write(Durability.STRICT, tables -> tables.pluginShares().revoke(ticket.hex()));
  }

  /** The tickets for a plugin, those included that are over. */
  List<PluginShareRow> of(String plugin) {
    return index.read(tables -> tables.pluginShares().of(plugin));
  }
}
