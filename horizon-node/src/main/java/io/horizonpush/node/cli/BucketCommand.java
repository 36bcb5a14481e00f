package io.horizonpush.node.cli;

import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.admin.BucketList;
import io.horizonpush.node.admin.BucketReport;
import io.horizonpush.node.admin.BucketRequest;
import io.horizonpush.node.admin.BucketSummary;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.s3.model.BucketName;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "bucket",
    description = "Make, list and look into buckets.",
    synopsisSubcommandLabel = "COMMAND")
final class BucketCommand implements Runnable {

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  BucketCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "create, list or inspect is missing");
  }

  @Command(name = "create", description = "Make a bucket.")
  int create(
      @Parameters(paramLabel = "BUCKET") String name,
      @Option(
              names = "--durability",
              defaultValue = "strict",
              description = "strict, or relaxed: answers do not wait for the disk.")
          String durability,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    BucketRequest asked =
        asked(Map.of("name", new BucketName(name).value(), "durability", durability));
    common.show(
        console,
        node.connect(console).post("buckets", asked, BucketSummary.class),
        made -> console.line("Made bucket %s.".formatted(made.name())));
    return ExitCode.OK;
  }

  private BucketRequest asked(Map<String, String> fields) {
    try {
      return AdminJson.read(fields, BucketRequest.class);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  @Command(name = "list", description = "List every bucket.")
  int list(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    common.show(
        console,
        node.connect(console).get("buckets", BucketList.class),
        all -> all.buckets().forEach(this::print));
    return ExitCode.OK;
  }

  @Command(name = "inspect", description = "Show what a bucket and its document hold.")
  int inspect(
      @Parameters(paramLabel = "BUCKET") String name,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    String path = "buckets/" + new BucketName(name);
    common.show(console, node.connect(console).get(path, BucketReport.class), this::print);
    return ExitCode.OK;
  }

  private void print(BucketSummary bucket) {
    console.line(
        "%s  made %s, durability %s"
            .formatted(bucket.name(), bucket.createdAt(), EnumWords.of(bucket.durability())));
  }

  private void print(BucketReport report) {
    print(report.bucket());
    console.line("Objects   %d".formatted(report.objects().count()));
    console.line("Bytes     %d".formatted(report.objects().bytes()));
    console.line("Document  %s".formatted(report.document().id()));
    console.line("Entries   %d".formatted(report.document().entries()));
    console.line("Outbox    %d".formatted(report.document().outboxBacklog()));
  }
}
