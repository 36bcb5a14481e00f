package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.Node;
import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.config.LoadedConfig;
import io.horizonpush.node.data.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description =
        "Compare index, blobs and documents; of a stopped node too. Fails on any finding.")
final class VerifyCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--deep", description = "Read the bytes of every object again.")
  private boolean deep;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    JsonNode report = verify(node.load(console));
    JsonNode findings = report.path("findings");
    if (common.json) {
      console.json(report);
    } else {
      findings.forEach(finding -> console.line("FINDING  %s".formatted(finding.asText())));
      console.line(
          "Verified %s objects, %s blobs, %s document entries: %d findings."
              .formatted(
                  report.path("objects").asText(),
                  report.path("blobs").asText(),
                  report.path("documentEntries").asText(),
                  findings.size()));
    }
    return findings.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private JsonNode verify(LoadedConfig loaded) {
    Path directory = loaded.config().dataDirectory();
    if (loaded.isSet("admin.address") || DataDirectory.holder(directory).isPresent()) {
      return node.connect(loaded).post("verify", "{\"deep\":" + deep + "}");
    }
    if (!Files.isDirectory(directory)) {
      throw new CliException("there is no data directory " + directory);
    }
    return AdminJson.of(Node.verifyStopped(loaded.config(), deep));
  }
}
