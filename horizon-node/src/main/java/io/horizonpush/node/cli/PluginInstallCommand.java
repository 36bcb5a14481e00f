package io.horizonpush.node.cli;

import io.horizonpush.iroh.share.TicketText;
import io.horizonpush.node.admin.PluginChange;
import io.horizonpush.node.admin.PluginInstall;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.node.config.Secret;
import io.horizonpush.wasm.chain.OnError;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Installs a plugin, or puts another version in the place of one. */
@Command(
    name = "install",
    description = "Install a plugin, or another version of one that is installed.")
final class PluginInstallCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE|TICKET|-",
      description = "The plugin, or a ticket for one; - reads a ticket from standard input.")
  private String source = "";

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "What it is called here; else as it calls itself.")
  private Optional<String> as = Optional.empty();

  @Option(names = "--grant", paramLabel = "G", description = "Something that it asks for.")
  private List<String> grants = new ArrayList<>();

  @Option(
      names = "--grant-requested",
      description = "All that it asks for, but for what it leaves you to say.")
  private boolean grantRequested;

  @Option(
      names = "--config",
      paramLabel = "JSON|@FILE",
      description = "Its settings; those with secrets from a file, or @- for standard input.")
  private Optional<String> config = Optional.empty();

  @Option(
      names = "--match",
      paramLabel = "'bucket=B key=GLOB'",
      description =
          "The requests that it is for, of those that it wants to see: bucket, key, operation,"
              + " content-type, min-size and max-size.")
  private List<String> match = new ArrayList<>();

  @Option(
      names = "--on-error",
      paramLabel = "fail-closed|fail-open|bypass-and-alarm",
      description = "What becomes of a request when it fails; fail-closed if nothing is said.")
  private Optional<String> onError = Optional.empty();

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Smaller ones come first, -1000 to 1000; else as it says.")
  private Optional<Integer> priority = Optional.empty();

  @Option(
      names = "--instances",
      paramLabel = "N",
      description = "How many requests it serves at once, 1 to 256; each takes its memory.")
  private Optional<Integer> instances = Optional.empty();

  @Option(
      names = "--trust",
      description = "Whoever signed it, and be it nobody, is its publisher from now on.")
  private boolean trust;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  PluginInstallCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Optional<Secret> ticket = ticket();
    PluginInstall asked =
        new PluginInstall(
            ticket.isPresent()
                ? Optional.empty()
                : Optional.of(Base64.getEncoder().encodeToString(PluginInput.plugin(source))),
            ticket,
            as,
            Optional.of(grants),
            grantRequested ? Optional.of(true) : Optional.empty(),
            config.map(given -> PluginInput.settings(console, given)),
            match.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", match)),
            onError.map(this::policy),
            priority,
            instances,
            trust ? Optional.of(true) : Optional.empty());
    PluginChange change = node.connect(console).post("plugins", asked, PluginChange.class);
    PluginLines lines = new PluginLines(console);
    common.show(console, change, lines::printInstalled);
    config.ifPresent(given -> lines.warnOfArguments(given, change.plugin()));
    return ExitCode.OK;
  }

  private Optional<Secret> ticket() {
    if (source.equals("-")) {
      String read = console.input();
      if (read.isBlank()) {
        throw new CliException("standard input has no ticket: plugin share prints one");
      }
      return Optional.of(new Secret(read));
    }
    boolean ticket =
        source.startsWith(TicketText.BEGINNING) && !Files.exists(PluginInput.path(source));
    return ticket ? Optional.of(new Secret(source)) : Optional.empty();
  }

  private OnError policy(String word) {
    for (OnError each : OnError.values()) {
      if (EnumWords.of(each).equals(word)) {
        return each;
      }
    }
    throw new ParameterException(
        spec.commandLine(), "--on-error is fail-closed, fail-open or bypass-and-alarm");
  }
}
