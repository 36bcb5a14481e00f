package io.horizonpush.node.cli;

import io.horizonpush.node.admin.CacheReport;
import io.horizonpush.node.admin.EvictionReport;
import io.horizonpush.node.admin.EvictionRequest;
import io.horizonpush.node.admin.PinList;
import io.horizonpush.node.admin.PinRequest;
import io.horizonpush.node.admin.PrefetchReport;
import io.horizonpush.node.admin.PrefetchRequest;
import io.horizonpush.s3.model.BucketName;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "cache",
    description = "Keep bytes here that origins or other members of a bucket have, or let them go.",
    synopsisSubcommandLabel = "COMMAND")
final class CacheCommand implements Runnable {

  /** How often the node is asked how far it is. */
  private static final Duration ASKED_EVERY = Duration.ofMillis(500);

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  CacheCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: status, prefetch, evict, pin, unpin or pins");
  }

  @Command(
      name = "status",
      description =
          "Show what bytes are here, which may go, and how much was read without asking an origin.")
  int status(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    common.show(
        console,
        node.connect(console).get("cache", CacheReport.class),
        report -> CacheLines.of(report).forEach(console::line));
    return ExitCode.OK;
  }

  @Command(
      name = "prefetch",
      description = "Fetch the objects of a bucket, or those whose keys begin with a prefix.")
  int prefetch(
      @Parameters(paramLabel = "BUCKET[/PREFIX]") String what,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    Objects objects = Objects.parse(what);
    AdminClient client = node.connect(console);
    PrefetchReport report =
        client.post(
            "cache/prefetch",
            new PrefetchRequest(objects.bucket(), objects.prefix()),
            PrefetchReport.class);
    while (goesOn(report)) {
      pause();
      PrefetchReport next = client.get("cache/prefetch/" + report.id(), PrefetchReport.class);
      if (goesOn(next) && !next.equals(report) && !common.json) {
        String paused = next.state() == PrefetchReport.State.PAUSED ? ", and it is paused" : "";
        console.err().println(text(next) + " so far" + paused);
      }
      report = next;
    }
    common.show(console, report, ended -> console.line("Fetched " + text(ended) + "."));
    if (report.state() == PrefetchReport.State.STOPPED) {
      throw new CliException(
          "it ended before it had looked at all: `transfers show %d` says why"
              .formatted(report.id()));
    }
    if (report.unavailable() > 0) {
      throw new CliException(
          "%d blobs could not be had from any member now: try again once they can be reached"
              .formatted(report.unavailable()));
    }
    return ExitCode.OK;
  }

  private static boolean goesOn(PrefetchReport report) {
    return report.state() == PrefetchReport.State.RUNNING
        || report.state() == PrefetchReport.State.PAUSED;
  }

  @Command(
      name = "evict",
      description =
          "Let bytes go that an origin has, or that enough other members promise to keep: as many as"
              + " `copies` of the bucket says, or one. They come again when somebody reads them.")
  int evict(
      @Parameters(paramLabel = "BUCKET[/PREFIX]") String what,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    Objects objects = Objects.parse(what);
    AdminClient client = node.connect(console);
    EvictionReport report =
        client.post(
            "cache/evict",
            new EvictionRequest(objects.bucket(), objects.prefix()),
            EvictionReport.class);
    while (report.state() == EvictionReport.State.RUNNING) {
      pause();
      report = client.get("cache/evict/" + report.id(), EvictionReport.class);
    }
    common.show(console, report, ended -> console.line(text(ended)));
    if (report.state() == EvictionReport.State.STOPPED) {
      throw new CliException("the node stopped before it had looked at all: its log says why");
    }
    return ExitCode.OK;
  }

  private static String text(EvictionReport report) {
    return "%d blobs, %d bytes, of %d objects are gone from this node; %d blobs stay."
        .formatted(report.blobs(), report.bytes(), report.objects(), report.kept());
  }

  @Command(
      name = "pin",
      description = "Have the bytes of objects here always: they are fetched, and never evicted.")
  int pin(
      @Parameters(paramLabel = "BUCKET[/PREFIX]") String what,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    return set(what, true, node, common);
  }

  @Command(name = "unpin", description = "Take a pin back that was set for this very prefix.")
  int unpin(
      @Parameters(paramLabel = "BUCKET[/PREFIX]") String what,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    return set(what, false, node, common);
  }

  private int set(String what, boolean pinned, ClientOptions node, CommonOptions common) {
    Objects objects = Objects.parse(what);
    PinRequest asked = new PinRequest(objects.bucket(), objects.prefix(), pinned);
    common.show(
        console, node.connect(console).post("cache/pins", asked, PinList.class), this::print);
    return ExitCode.OK;
  }

  @Command(name = "pins", description = "List what is pinned.")
  int pins(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    common.show(console, node.connect(console).get("cache/pins", PinList.class), this::print);
    return ExitCode.OK;
  }

  private void print(PinList list) {
    if (list.pins().isEmpty()) {
      console.line("Nothing is pinned.");
    }
    list.pins().forEach(pin -> console.line("Pinned: %s/%s".formatted(pin.bucket(), pin.prefix())));
  }

  /** The objects of a bucket whose keys begin with a prefix, as they are named on a line. */
  private record Objects(BucketName bucket, Optional<String> prefix) {

    static Objects parse(String what) {
      int slash = what.indexOf('/');
      return new Objects(
          new BucketName(slash < 0 ? what : what.substring(0, slash)),
          slash < 0 ? Optional.empty() : Optional.of(what.substring(slash + 1)));
    }
  }

  private static String text(PrefetchReport report) {
    return "%d blobs, %d bytes, of %d objects"
        .formatted(report.blobs(), report.bytes(), report.objects());
  }

  private static void pause() {
    try {
      Thread.sleep(ASKED_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted: the node goes on", e);
    }
  }
}
