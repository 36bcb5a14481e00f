package io.horizonpush.node.cli;

import io.horizonpush.node.admin.TransitionReport;
import io.horizonpush.node.admin.TransitionRequest;
import io.horizonpush.s3.model.BucketName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves an object to another storage class. */
@Command(
    name = "move",
    description =
        "Move an object to another storage class, and so to the origin of that. It is readable all"
            + " the while; origin drain waits until it is there.")
final class OriginMoveCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(index = "0", paramLabel = "BUCKET")
  private String bucket = "";

  @Parameters(index = "1", paramLabel = "KEY")
  private String key = "";

  @Option(
      names = "--storage-class",
      required = true,
      paramLabel = "CLASS",
      description = "One that the bucket has an origin for, or STANDARD.")
  private String storageClass = "";

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  OriginMoveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TransitionReport report =
        node.connect(console)
            .post(
                "buckets/" + new BucketName(bucket) + "/transition",
                new TransitionRequest(key, storageClass),
                TransitionReport.class);
    common.show(console, report, this::print);
    return ExitCode.OK;
  }

  private void print(TransitionReport report) {
    console.line(
        report.moved()
            ? "The object is %s from now on.".formatted(report.storageClass())
            : "The object was %s before.".formatted(report.storageClass()));
  }
}
