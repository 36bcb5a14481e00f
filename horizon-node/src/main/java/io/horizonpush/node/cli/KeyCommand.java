package io.horizonpush.node.cli;

import io.horizonpush.node.admin.ImportedKey;
import io.horizonpush.node.admin.KeyExportRequest;
import io.horizonpush.node.admin.KeyImport;
import io.horizonpush.node.admin.KeyInfo;
import io.horizonpush.node.admin.KeyList;
import io.horizonpush.node.admin.KeyRequest;
import io.horizonpush.node.admin.NewKeyExport;
import io.horizonpush.node.admin.RevokedKey;
import io.horizonpush.node.config.DurationText;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.keys.NewKey;
import io.horizonpush.s3.model.KeyGrant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "key",
    description = "Make, list, rotate and revoke access keys, and bring them to other nodes.",
    synopsisSubcommandLabel = "COMMAND")
final class KeyCommand implements Runnable {

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeyCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "create, list, rotate, revoke, export or import is missing");
  }

  @Command(name = "create", description = "Make an access key and show its secret, once.")
  int create(
      @Parameters(
              paramLabel = "NAME",
              description = "Whom the key is for. Keys of one name share their buckets.")
          String name,
      @Option(
              names = "--grant",
              paramLabel = "r|w|rw|rwd:BUCKET[/PREFIX]",
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
    KeyRequest request = request(name, grants == null ? List.of() : grants, expires);
    common.show(
        console, node.connect(console).post("keys", request, NewKey.class), this::printSecret);
    return ExitCode.OK;
  }

  private KeyRequest request(String name, List<String> grants, String expires) {
    try {
      return new KeyRequest(
          name,
          grants.stream().map(KeyGrant::parse).toList(),
          expires.isEmpty() ? Optional.empty() : Optional.of(DurationText.parse(expires)));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  @Command(name = "rotate", description = "Give a key a new secret and show it, once.")
  int rotate(
      @Parameters(paramLabel = "ACCESS-KEY") String id,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    common.show(
        console,
        node.connect(console).post("keys/" + AdminClient.encoded(id) + "/rotate", NewKey.class),
        this::printSecret);
    return ExitCode.OK;
  }

  @Command(name = "revoke", description = "Make a key worth nothing, at once.")
  int revoke(
      @Parameters(paramLabel = "ACCESS-KEY") String id,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    common.show(
        console,
        node.connect(console).delete("keys/" + AdminClient.encoded(id), RevokedKey.class),
        revoked -> console.line("Revoked %s.".formatted(revoked.accessKey())));
    return ExitCode.OK;
  }

  @Command(name = "list", description = "List every access key, without the secrets.")
  int list(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    common.show(
        console,
        node.connect(console).all("keys", KeyList.class),
        all -> all.keys().forEach(this::print));
    return ExitCode.OK;
  }

  @Command(
      name = "export",
      description = "Print an access key, once and alone, as a line that one other node can read.")
  int export(
      @Parameters(paramLabel = "ACCESS-KEY") String id,
      @Option(
              names = "--to",
              paramLabel = "NODE",
              required = true,
              description = "The id of the node that is to have the key, which status shows there.")
          String to,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    NewKeyExport made =
        node.connect(console)
            .post(
                "keys/" + AdminClient.encoded(id) + "/export",
                new KeyExportRequest(to),
                NewKeyExport.class);
    common.show(console, made, each -> console.line(each.export().value()));
    if (made.revoked()) {
      console
          .err()
          .println("horizon-node: the key was revoked, and so it will be where this is imported.");
    }
    return ExitCode.OK;
  }

  @Command(name = "import", description = "Take an access key that another node exported.")
  int take(
      @Parameters(
              paramLabel = "-",
              arity = "0..1",
              description = "Read the exported key from standard input; asked for if missing.")
          Optional<String> dash,
      @Option(
              names = "--from",
              paramLabel = "NODE",
              description =
                  "The id of the node that exported it; needed for one that is no owner of a bucket"
                      + " here.")
          Optional<String> from,
      @Option(
              names = "--replace",
              description = "Change the secret and the rights of the key if it is here.")
          boolean replace,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    if (dash.filter(text -> !text.equals("-")).isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "an exported key is read from standard input: say - or nothing");
    }
    AdminClient client = node.connect(console);
    Secret line = new Secret(dash.isPresent() ? console.input() : console.ask("Exported key: "));
    common.show(
        console,
        client.post(
            "keys/import", new KeyImport(line, from, Optional.of(replace)), ImportedKey.class),
        this::print);
    return ExitCode.OK;
  }

  private void print(ImportedKey key) {
    String what =
        switch (key.outcome()) {
          case IMPORTED -> "Imported %s";
          case PRESENT -> "Nothing is new of %s";
          case REPLACED -> "Replaced the secret and the rights of %s";
          case REVOKED -> "Revoked %s";
        };
    console.line(
        (what + ", owner %s, exported by node %s.")
            .formatted(key.accessKey(), key.owner().displayName(), key.from()));
  }

  private void printSecret(NewKey key) {
    console.line("Access key  %s".formatted(key.accessKey()));
    console.line("Secret key  %s   (shown this once)".formatted(key.secretKey().value()));
    console.line("Owner       %s  %s".formatted(key.owner().id(), key.owner().displayName()));
  }

  private void print(KeyInfo key) {
    StringBuilder line = new StringBuilder();
    line.append(key.accessKey())
        .append("  ")
        .append(key.owner().displayName())
        .append("  ")
        .append(EnumWords.of(key.role()));
    key.grants().forEach(grant -> line.append(' ').append(grant));
    key.use()
        .ifPresent(
            use -> {
              use.expires().ifPresent(time -> line.append(", expires ").append(time));
              line.append(", last used ")
                  .append(use.lastUsed().map(Instant::toString).orElse("never"));
            });
    console.line(line.toString());
  }
}
