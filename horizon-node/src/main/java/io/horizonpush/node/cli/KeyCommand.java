package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.horizonpush.node.admin.AdminJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "key",
    description = "Make, list, rotate and revoke access keys.",
    synopsisSubcommandLabel = "COMMAND")
final class KeyCommand implements Runnable {

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeyCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "create, list, rotate or revoke is missing");
  }

  @Command(name = "create", description = "Make an access key and show its secret, once.")
  int create(
      @Parameters(
              paramLabel = "NAME",
              description = "Whom the key is for. Keys of one name share their buckets.")
          String name,
      @Option(
              names = "--grant",
              paramLabel = "r|w|rw:BUCKET[/PREFIX]",
              description =
                  "All that the key may do; without one it may make buckets and has its own.")
          List<String> grants,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              defaultValue = "",
              description = "After which the key is worth nothing: 30d, 12h, 90m.")
          String expires,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    ObjectNode request =
        JsonNodeFactory.instance.objectNode().put("name", name).put("expires", expires);
    List<String> given = grants == null ? List.of() : grants;
    given.forEach(request.putArray("grants")::add);
    return showSecret(node.connect(console).post("keys", AdminJson.write(request)), common);
  }

  @Command(name = "rotate", description = "Give a key a new secret and show it, once.")
  int rotate(
      @Parameters(paramLabel = "ACCESS-KEY") String id,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    return showSecret(node.connect(console).post("keys/" + encoded(id) + "/rotate", "{}"), common);
  }

  @Command(name = "revoke", description = "Make a key worth nothing, at once.")
  int revoke(
      @Parameters(paramLabel = "ACCESS-KEY") String id,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    JsonNode revoked = node.connect(console).delete("keys/" + encoded(id));
    if (common.json) {
      console.json(revoked);
    } else {
      console.line("Revoked %s.".formatted(id));
    }
    return ExitCode.OK;
  }

  @Command(name = "list", description = "List every access key, without the secrets.")
  int list(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    JsonNode keys = node.connect(console).get("keys");
    if (common.json) {
      console.json(keys);
    } else {
      keys.path("keys").forEach(this::printKey);
    }
    return ExitCode.OK;
  }

  private int showSecret(JsonNode key, CommonOptions common) {
    if (common.json) {
      console.json(key);
    } else {
      console.line("Access key  %s".formatted(key.path("access-key").asText()));
      console.line("Secret key  %s   (shown this once)".formatted(key.path("secret-key").asText()));
      console.line(
          "Owner       %s  %s"
              .formatted(key.path("owner-id").asText(), key.path("display-name").asText()));
    }
    return ExitCode.OK;
  }

  private void printKey(JsonNode key) {
    StringBuilder line = new StringBuilder();
    line.append(key.path("access-key").asText())
        .append("  ")
        .append(key.path("display-name").asText())
        .append("  ")
        .append(key.path("role").asText());
    key.path("grants").forEach(grant -> line.append(' ').append(grant.asText()));
    if (key.has("expires")) {
      line.append(", expires ").append(key.path("expires").asText());
    }
    if (key.has("created")) {
      line.append(", last used ").append(key.path("last-used").asText("never"));
    }
    console.line(line.toString());
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }
}
