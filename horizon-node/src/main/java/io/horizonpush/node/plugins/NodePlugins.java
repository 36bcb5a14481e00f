package io.horizonpush.node.plugins;

import io.horizonpush.iroh.index.PluginShareTable.PluginShareRow;
import io.horizonpush.iroh.share.PluginTaker;
import io.horizonpush.iroh.share.PluginTicket;
import io.horizonpush.iroh.share.PluginTickets;
import io.horizonpush.iroh.share.ShareId;
import io.horizonpush.iroh.share.TicketText;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.NewPluginTicket;
import io.horizonpush.node.admin.PluginChange;
import io.horizonpush.node.admin.PluginControl;
import io.horizonpush.node.admin.PluginInstall;
import io.horizonpush.node.admin.PluginList;
import io.horizonpush.node.admin.PluginLog;
import io.horizonpush.node.admin.PluginReport;
import io.horizonpush.node.admin.PluginRollback;
import io.horizonpush.node.admin.PluginShareRequest;
import io.horizonpush.node.admin.PluginUpdate;
import io.horizonpush.node.admin.RemovedPlugin;
import io.horizonpush.node.config.Secret;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.store.PluginRemains;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.MatchText;
import io.horizonpush.wasm.registry.EntryView;
import io.horizonpush.wasm.registry.InstallOrder;
import io.horizonpush.wasm.registry.Installation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator does with plugins, in the words of the admin API. Thread-safe. */
public final class NodePlugins implements PluginControl {

  private static final Logger log = LoggerFactory.getLogger(NodePlugins.class);

  private static final Duration USUAL_LIFETIME = Duration.ofDays(7);
  private static final int MOST_USES = 10_000;

  private final OpenedRegistry registry;
  private final boolean enabled;
  private final IndexedShelf shelf;
  private final Exchange exchange;
  private final PluginRemains remains;
  private final InstantSource clock;

  /** How plugins go to other nodes, and come from them. */
  public record Exchange(PluginTickets tickets, PluginTaker taker) {}

  /**
   * @param enabled whether this node runs plugins
   * @param remains what removed plugins leave behind
   */
  public NodePlugins(
      OpenedRegistry registry,
      boolean enabled,
      IndexedShelf shelf,
      Exchange exchange,
      PluginRemains remains,
      InstantSource clock) {
    this.registry = registry;
    this.enabled = enabled;
    this.shelf = shelf;
    this.exchange = exchange;
    this.remains = remains;
    this.clock = clock;
  }

  @Override
  public PluginList plugins() {
    return new PluginList(registry.get().list().stream().map(this::report).toList());
  }

  /** What keeps plugins from standing where they should; a node without any knows none. */
  public List<Alarm> alarms() {
    if (!enabled || !registry.isOpen()) {
      return List.of();
    }
    List<String> wrong =
        registry.get().list().stream()
            .flatMap(view -> PluginReports.wrong(view, clock.instant()).stream())
            .toList();
    return wrong.isEmpty()
        ? List.of()
        : List.of(Alarm.here(Alarm.Kind.PLUGINS, String.join("; ", wrong)));
  }

  private PluginReport report(EntryView view) {
    return PluginReports.report(view, enabled, shelf.of(view.entry().name()), clock.instant());
  }

  @Override
  public PluginReport plugin(String name) {
    return report(registry.get().show(name));
  }

  @Override
  public PluginChange install(PluginInstall asked) {
    InstallOrder order =
        new InstallOrder(
            asked.as(),
            new InstallOrder.Granting(
                Grants.of(asked.grants().orElse(List.of())),
                asked.grantRequested().orElse(false),
                asked.trust().orElse(false)),
            asked.settings().map(Secret::value),
            new InstallOrder.Wishes(
                asked.match().map(MatchText::parse),
                asked.onError(),
                asked.priority(),
                asked.instances()));
    byte[] file = asked.ticket().map(this::take).orElseGet(() -> file(asked));
    return told("plugin installed", registry.get().install(file, order));
  }

  private byte[] take(Secret text) {
    return exchange.taker().take(TicketText.readPlugin(text.value()));
  }

  private static byte[] file(PluginInstall asked) {
    try {
      return Base64.getDecoder().decode(asked.file().orElseThrow());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the file of a plugin is base64", e);
    }
  }

  private PluginChange told(String what, Installation made) {
    EntryView view = made.entry();
    log.atInfo()
        .addKeyValue("plugin", view.entry().name())
        .addKeyValue("digest", view.entry().running().digest())
        .log(what);
    return PluginReports.change(made, report(view));
  }

  @Override
  public PluginChange update(String name, PluginUpdate asked) {
    return told("plugin changed", change(name, asked));
  }

  private Installation change(String name, PluginUpdate asked) {
    if (asked.enabled().isPresent()) {
      return registry.get().enable(name, asked.enabled().get());
    }
    if (asked.priority().isPresent()) {
      return registry.get().order(name, asked.priority().get());
    }
    if (asked.settings().isPresent()) {
      return registry.get().configure(name, asked.settings().get().value());
    }
    PluginUpdate.Grants grants = asked.grants().orElseThrow();
    return registry
        .get()
        .grant(
            name,
            Grants.of(grants.add().orElse(List.of())),
            Grants.of(grants.remove().orElse(List.of())));
  }

  @Override
  public PluginChange rollBack(String name, PluginRollback asked) {
    return told("plugin rolled back", registry.get().rollback(name, asked.to()));
  }

  @Override
  public RemovedPlugin removePlugin(String name) {
    registry.get().remove(name);
    // Its entries stay: what was written down of a bucket is the bucket's.
    LeftBehind.drop(registry.get(), remains);
    log.atInfo().addKeyValue("plugin", name).log("plugin removed");
    return new RemovedPlugin(name);
  }

  @Override
  public PluginLog log(String name, long after) {
    return PluginReports.log(registry.get().log(name, after));
  }

  @Override
  public NewPluginTicket share(String name, PluginShareRequest asked) {
    if (asked.maxUses().filter(uses -> uses < 1 || uses > MOST_USES).isPresent()) {
      throw new IllegalArgumentException("a ticket admits 1 to %d nodes".formatted(MOST_USES));
    }
    BlobHash digest = registry.get().show(name).entry().running().digest();
    PluginTickets.Made made =
        exchange.tickets().make(name, digest, asked.lifetime().orElse(USUAL_LIFETIME));
    PluginTicket ticket = made.ticket();
    shelf.add(
        new PluginShareRow(
            ticket.id().hex(),
            name,
            digest,
            HexFormat.of().formatHex(made.publicKey()),
            ticket.expires(),
            asked.maxUses().orElse(0),
            0,
            false));
    log.atInfo().addKeyValue("plugin", name).addKeyValue("ticket", ticket.id()).log("ticket made");
    String text = TicketText.write(ticket);
    return new NewPluginTicket(
        new Secret(text),
        new Secret(TicketText.link(text)),
        ticket.id().hex(),
        name,
        digest,
        ticket.expires(),
        made.nearOnly());
  }

  /** Takes a ticket for a plugin back; false if there is none. */
  public boolean revoke(ShareId ticket) {
    return shelf.revoke(ticket);
  }

  /** The plugins that stand between a bucket and who reads it here, and do not travel with it. */
  public List<String> between(BucketName bucket) {
    return enabled && registry.isOpen() ? registry.get().between(bucket.value()) : List.of();
  }
}
