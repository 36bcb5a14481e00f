package io.horizonpush.node.plugins;

import io.horizonpush.iroh.index.PluginShareTable.PluginShareRow;
import io.horizonpush.iroh.share.Tickets;
import io.horizonpush.node.admin.PluginChange;
import io.horizonpush.node.admin.PluginLog;
import io.horizonpush.node.admin.PluginReport;
import io.horizonpush.node.admin.PluginReport.State;
import io.horizonpush.node.admin.TicketList;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.MatchText;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.PublicKey;
import io.horizonpush.wasm.chain.EntryStatus;
import io.horizonpush.wasm.chain.LogEntry;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.registry.Choices;
import io.horizonpush.wasm.registry.EntryView;
import io.horizonpush.wasm.registry.Installation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Plugins in the words of the admin API. Stateless. */
final class PluginReports {

  private static final Duration ALARMED_FOR = Duration.ofHours(1);

  private PluginReports() {}

  /**
   * @param enabled whether this node runs plugins
   * @param shares the tickets for it
   */
  static PluginReport report(
      EntryView view, boolean enabled, List<PluginShareRow> shares, Instant now) {
    return new PluginReport(
        view.entry().name(),
        state(view, enabled),
        view.failure(),
        view.loaded().map(PluginReports::about),
        chosen(view),
        view.status().map(PluginReports::running),
        view.entry().current(),
        view.entry().versions().stream()
            .map(
                version ->
                    new PluginReport.Version(
                        version.number(), version.digest(), version.installed()))
            .toList(),
        shares.stream().map(share -> ticket(share, now)).toList());
  }

  private static State state(EntryView view, boolean enabled) {
    if (!view.entry().enabled()) {
      return State.DISABLED;
    }
    if (!enabled) {
      return State.OFF;
    }
    if (view.failure().isPresent()) {
      return State.FAILED;
    }
    return view.status().flatMap(EntryStatus::quarantine).isPresent()
        ? State.QUARANTINED
        : State.RUNNING;
  }

  /** What an operator has to do about an entry, if anything. */
  static Optional<String> wrong(EntryView view, Instant now) {
    String name = view.entry().name();
    Optional<String> missing =
        view.failure()
            .map(why -> "The plugin %s was left out at the start: %s".formatted(name, why));
    Optional<String> resting =
        view.status()
            .flatMap(EntryStatus::quarantine)
            .map(
                rest ->
                    "The plugin %s fails again and again, and is tried again in %d s"
                        .formatted(name, rest.toSeconds()));
    Optional<String> passed =
        view.status()
            .filter(status -> view.choices().onError() == OnError.BYPASS_AND_ALARM)
            .flatMap(EntryStatus::lastFailure)
            .filter(failure -> failure.time().isAfter(now.minus(ALARMED_FOR)))
            .map(
                failure ->
                    "Requests went on without the plugin %s, last %s: %s"
                        .formatted(name, failure.time(), failure.text()));
    return missing.or(() -> resting).or(() -> passed).map(what -> what + ": plugin logs " + name);
  }

  private static PluginReport.About about(EntryView.Loaded loaded) {
    Manifest manifest = loaded.manifest();
    return new PluginReport.About(
        manifest.about().name(),
        manifest.about().version(),
        manifest.about().description(),
        loaded.file().publisher().map(PublicKey::hex),
        manifest.phases().stream().sorted().toList(),
        new PluginReport.Bodies(manifest.bodies().request(), manifest.bodies().response()),
        MatchText.write(manifest.match()),
        manifest.grants().texts(),
        limits(manifest.running().limits()),
        manifest.config().json());
  }

  private static PluginReport.Limits limits(PluginLimits limits) {
    return new PluginReport.Limits(limits.memory(), limits.cpu(), limits.request(), limits.init());
  }

  private static PluginReport.Chosen chosen(EntryView view) {
    Choices choices = view.choices();
    return new PluginReport.Chosen(
        choices.grants().texts(),
        view.notGranted(),
        view.loaded().map(loaded -> loaded.settings().shown()),
        view.priority(),
        MatchText.write(choices.match()),
        choices.onError(),
        choices.instances());
  }

  private static PluginReport.Running running(EntryStatus status) {
    return new PluginReport.Running(
        status.pool().waiting(),
        status.pool().used(),
        status.pool().reservedBytes(),
        status.quarantine(),
        status
            .lastFailure()
            .map(
                failure ->
                    new PluginReport.Failure(
                        failure.time(), failure.kind(), failure.text(), failure.request())),
        status.droppedLines());
  }

  private static PluginReport.Ticket ticket(PluginShareRow share, Instant now) {
    return new PluginReport.Ticket(
        share.id(),
        share.digest(),
        state(IndexedShelf.state(share, now)),
        share.expires(),
        share.uses() == 0 ? Optional.empty() : Optional.of(share.uses()),
        share.used());
  }

  private static TicketList.State state(Tickets.State state) {
    return switch (state) {
      case OPEN -> TicketList.State.OPEN;
      case EXPIRED -> TicketList.State.EXPIRED;
      case REVOKED -> TicketList.State.REVOKED;
      case USED_UP -> TicketList.State.USED_UP;
    };
  }

  static PluginChange change(Installation made, PluginReport report) {
    return new PluginChange(
        report,
        made.changes().stream()
            .map(each -> new PluginChange.Difference(each.what(), each.before(), each.after()))
            .toList(),
        made.warnings());
  }

  static PluginLog log(List<LogEntry> lines) {
    return new PluginLog(
        lines.stream()
            .map(
                line ->
                    new PluginLog.Line(
                        line.number(), line.time(), line.level(), line.request(), line.text()))
            .toList());
  }
}
