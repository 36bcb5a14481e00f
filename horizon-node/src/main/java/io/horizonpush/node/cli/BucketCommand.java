package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.s3.model.BucketName;
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
    BucketName bucket = new BucketName(name);
    String request =
        AdminJson.write(
            JsonNodeFactory.instance
                .objectNode()
                .put("name", bucket.value())
                .put("durability", durability));
    JsonNode created = node.connect(console).post("buckets", request);
    if (common.json) {
      console.json(created);
    } else {
      console.line("Made bucket %s.".formatted(bucket));
    }
    return ExitCode.OK;
  }

  @Command(name = "list", description = "List every bucket.")
  int list(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    JsonNode buckets = node.connect(console).get("buckets");
    if (common.json) {
      console.json(buckets);
    } else {
      buckets.path("buckets").forEach(this::printSummary);
    }
    return ExitCode.OK;
  }

  @Command(name = "inspect", description = "Show what a bucket and its document hold.")
  int inspect(
      @Parameters(paramLabel = "BUCKET") String name,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    JsonNode bucket = node.connect(console).get("buckets/" + new BucketName(name));
    if (common.json) {
      console.json(bucket);
      return ExitCode.OK;
    }
    printSummary(bucket);
    console.line("Objects   %s".formatted(bucket.path("objects").asText()));
    console.line("Bytes     %s".formatted(bucket.path("bytes").asText()));
    console.line("Document  %s".formatted(bucket.path("documentId").asText()));
    console.line("Entries   %s".formatted(bucket.path("documentEntries").asText()));
    console.line("Outbox    %s".formatted(bucket.path("outboxBacklog").asText()));
    return ExitCode.OK;
  }

  private void printSummary(JsonNode bucket) {
    console.line(
        "%s  made %s, durability %s"
            .formatted(
                bucket.path("name").asText(),
                bucket.path("createdAt").asText(),
                bucket.path("durability").asText()));
  }
}
