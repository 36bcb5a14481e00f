package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.host.PluginSinks.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Plugins of a node that answers fixed values. */
public final class TestingPlugins implements PluginControl {

  private static final BlobHash DIGEST = BlobHash.ofHex("ab".repeat(32));

  /** What was asked for that changes something, in words. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  private static PluginReport report(String name) {
    return new PluginReport(
        name,
        PluginReport.State.QUARANTINED,
        Optional.of("it does not start"),
        Optional.of(
            new PluginReport.About(
                "redact",
                "1.0.0",
                Optional.of("masks"),
                Optional.of("cd".repeat(32)),
                List.of(Phase.RESPONSE),
                new PluginReport.Bodies(BodyAccess.NONE, BodyAccess.WRITE),
                "operation=GetObject",
                List.of("net"),
                new PluginReport.Limits(
                    4 << 20, Duration.ofMillis(50), Duration.ofSeconds(10), Duration.ofSeconds(5)),
                "{}")),
        new PluginReport.Chosen(
            List.of("net=example.com"),
            List.of("blobs.read"),
            Optional.of("{\"key\":\"(hidden)\"}"),
            3,
            "bucket=photos",
            OnError.FAIL_OPEN,
            2),
        Optional.of(
            new PluginReport.Running(
                1,
                1,
                8 << 20,
                Optional.of(Duration.ofSeconds(30)),
                Optional.of(
                    new PluginReport.Failure(Instant.EPOCH, "trap", "it trapped", "request 1")),
                4)),
        2,
        List.of(
            new PluginReport.Version(1, DIGEST, Instant.EPOCH),
            new PluginReport.Version(2, DIGEST, Instant.EPOCH)),
        List.of(
            new PluginReport.Ticket(
                "12".repeat(16), DIGEST, TicketList.State.OPEN, Instant.EPOCH, Optional.of(3), 1)));
  }

  private static PluginChange change(String name) {
    return new PluginChange(
        report(name),
        List.of(new PluginChange.Difference("version", "1.0.0", "1.1.0")),
        List.of("nobody signed it"));
  }

  @Override
  public PluginList plugins() {
    return new PluginList(List.of(report("redact")));
  }

  @Override
  public PluginReport plugin(String name) {
    return report(name);
  }

  @Override
  public PluginChange install(PluginInstall install) {
    asked.add("install as " + install.as().orElse("itself"));
    return change(install.as().orElse("redact"));
  }

  @Override
  public PluginChange update(String name, PluginUpdate update) {
    asked.add("update " + name);
    return change(name);
  }

  @Override
  public PluginChange rollBack(String name, PluginRollback rollback) {
    asked.add("roll back " + name);
    return change(name);
  }

  @Override
  public RemovedPlugin removePlugin(String name) {
    asked.add("remove " + name);
    return new RemovedPlugin(name);
  }

  @Override
  public PluginLog log(String name, long after) {
    return new PluginLog(
        List.of(new PluginLog.Line(after + 1, Instant.EPOCH, Level.INFO, "request 1", "a line")));
  }

  @Override
  public NewPluginTicket share(String name, PluginShareRequest request) {
    return new NewPluginTicket(
        new Secret("horizonticket"),
        new Secret("horizon://t/horizonticket"),
        "12".repeat(16),
        name,
        DIGEST,
        Instant.EPOCH,
        true);
  }
}
