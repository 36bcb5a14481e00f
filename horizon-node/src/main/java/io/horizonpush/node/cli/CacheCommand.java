package io.horizonpush.node.cli;

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
    description = "Keep bytes here that other members of a bucket have.",
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
    throw new ParameterException(spec.commandLine(), "prefetch is missing");
  }

  @Command(
      name = "prefetch",
      description = "Fetch the objects of a bucket, or those whose keys begin with a prefix.")
  int prefetch(
      @Parameters(paramLabel = "BUCKET[/PREFIX]") String what,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    int slash = what.indexOf('/');
    BucketName bucket = new BucketName(slash < 0 ? what : what.substring(0, slash));
    Optional<String> prefix = slash < 0 ? Optional.empty() : Optional.of(what.substring(slash + 1));
    AdminClient client = node.connect(console);
    PrefetchReport report =
        client.post("cache/prefetch", new PrefetchRequest(bucket, prefix), PrefetchReport.class);
    while (report.state() == PrefetchReport.State.RUNNING) {
      pause();
      PrefetchReport next = client.get("cache/prefetch/" + report.id(), PrefetchReport.class);
      boolean goesOn = next.state() == PrefetchReport.State.RUNNING && !next.equals(report);
      if (goesOn && !common.json) {
        console.err().println(text(next) + " so far");
      }
      report = next;
    }
    common.show(console, report, ended -> console.line("Fetched " + text(ended) + "."));
    if (report.state() == PrefetchReport.State.STOPPED) {
      throw new CliException("the node stopped before it had looked at all: its log says why");
    }
    if (report.unavailable() > 0) {
      throw new CliException(
          "%d blobs could not be had from any member now: try again once they can be reached"
              .formatted(report.unavailable()));
    }
    return ExitCode.OK;
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
