package io.horizonpush.node.cli;

import io.horizonpush.node.admin.BucketImportReport;
import io.horizonpush.node.admin.BucketImportRequest;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.s3.model.BucketName;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes over what the origins of a bucket had before, and says how far that is. */
@Command(
    name = "import",
    description =
        "Take over what the origins of a bucket had before: a record for each key, whose bytes come"
            + " when somebody reads them. Goes on where it was cancelled or failed.")
final class OriginImportCommand implements Callable<Integer> {

  private static final Duration ASKED_EVERY = Duration.ofMillis(500);

  private final Console console;

  @Parameters(paramLabel = "BUCKET")
  private String bucket = "";

  @Option(
      names = "--head",
      description =
          "Ask about each object at once, for its content type and metadata: a request for each."
              + " Otherwise that is asked when it is first read.")
  private boolean head;

  @Option(names = "--cancel", description = "End the import that runs; what it made stays.")
  private boolean cancel;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  OriginImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    AdminClient client = node.connect(console);
    String path = "buckets/" + new BucketName(bucket) + "/import";
    BucketImportReport report =
        cancel
            ? client.delete(path, BucketImportReport.class)
            : client.post(path, new BucketImportRequest(head), BucketImportReport.class);
    while (report.state() == BucketImportReport.State.RUNNING) {
      pause();
      BucketImportReport next = client.get(path, BucketImportReport.class);
      if (!common.json && !next.equals(report)) {
        console.err().println(line(next));
      }
      report = next;
    }
    common.show(console, report, this::print);
    if (report.state() == BucketImportReport.State.FAILED) {
      throw new CliException("the import could not go on: mend what is said, and try again");
    }
    return ExitCode.OK;
  }

  private void print(BucketImportReport report) {
    console.line(line(report));
    report
        .refusedKeys()
        .forEach(key -> console.line("  can be no key here: " + key.replaceAll("\\p{Cntrl}", "?")));
  }

  private static String line(BucketImportReport report) {
    return "%s  %s: %d keys, %d learnt, %d known already, %d refused%s%s"
        .formatted(
            report.bucket(),
            EnumWords.of(report.state()),
            report.seen(),
            report.learnt(),
            report.known(),
            report.refused(),
            report.origin().map(", at "::concat).orElse(""),
            report.trouble().map("; "::concat).orElse(""));
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
