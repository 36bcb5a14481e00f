package io.horizonpush.node.cli;

import io.horizonpush.node.admin.NewPluginTicket;
import io.horizonpush.node.admin.PluginChange;
import io.horizonpush.node.admin.PluginList;
import io.horizonpush.node.admin.PluginReport;
import io.horizonpush.node.admin.PluginRollback;
import io.horizonpush.node.admin.PluginShareRequest;
import io.horizonpush.node.admin.PluginUpdate;
import io.horizonpush.node.admin.RemovedPlugin;
import io.horizonpush.node.config.DurationText;
import io.horizonpush.node.config.Secret;
import java.time.Duration;
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
    name = "plugin",
    description = "Write, try, install and watch plugins.",
    synopsisSubcommandLabel = "COMMAND")
final class PluginCommand implements Runnable {

  private final Console console;
  private final PluginLines lines;

  @Spec private CommandSpec spec = CommandSpec.create();

  PluginCommand(Console console) {
    this.console = console;
    this.lines = new PluginLines(console);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: new, build, test, lint, bench, install, list, show, enable, disable,"
            + " order, config, grants, logs, remove, rollback or share");
  }

  static String path(String name) {
    return "plugins/" + AdminClient.encoded(name);
  }

  @Command(name = "list", description = "List the plugins that are installed.")
  int list(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    common.show(console, node.connect(console).get("plugins", PluginList.class), lines::print);
    return ExitCode.OK;
  }

  @Command(
      name = "show",
      description = "Show what a plugin is, may do, is set to, and how it runs.")
  int show(
      @Parameters(paramLabel = "NAME") String name,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    common.show(console, node.connect(console).get(path(name), PluginReport.class), lines::print);
    return ExitCode.OK;
  }

  @Command(name = "enable", description = "Let a plugin run.")
  int enable(
      @Parameters(paramLabel = "NAME") String name,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    return update(node, common, name, enabled(true));
  }

  @Command(name = "disable", description = "Let requests pass as if a plugin were not there.")
  int disable(
      @Parameters(paramLabel = "NAME") String name,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    return update(node, common, name, enabled(false));
  }

  private static PluginUpdate enabled(boolean on) {
    return new PluginUpdate(Optional.of(on), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Command(name = "order", description = "Put a plugin before or behind others of its phase.")
  int order(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "N", description = "Smaller ones come first, -1000 to 1000.")
          int priority,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    return update(
        node,
        common,
        name,
        new PluginUpdate(
            Optional.empty(), Optional.of(priority), Optional.empty(), Optional.empty()));
  }

  @Command(name = "config", description = "Give a plugin other settings, all of them.")
  int config(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(
              paramLabel = "JSON|@FILE",
              description =
                  "The settings; those with secrets from a file, or @- for standard input.")
          String settings,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    Secret given = PluginInput.settings(console, settings);
    PluginChange change =
        change(
            node,
            name,
            new PluginUpdate(
                Optional.empty(), Optional.empty(), Optional.of(given), Optional.empty()));
    common.show(console, change, lines::print);
    lines.warnOfArguments(settings, change.plugin());
    return ExitCode.OK;
  }

  @Command(name = "grants", description = "Show what a plugin may do, or change it.")
  int grants(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--add", paramLabel = "G", description = "Grant this, which it asks for.")
          List<String> add,
      @Option(names = "--remove", paramLabel = "G", description = "Take this back, at once.")
          List<String> remove,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    if (add == null && remove == null) {
      common.show(
          console, node.connect(console).get(path(name), PluginReport.class), lines::printGrants);
      return ExitCode.OK;
    }
    PluginUpdate.Grants grants =
        new PluginUpdate.Grants(Optional.ofNullable(add), Optional.ofNullable(remove));
    return update(
        node,
        common,
        name,
        new PluginUpdate(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(grants)));
  }

  private int update(ClientOptions node, CommonOptions common, String name, PluginUpdate asked) {
    common.show(console, change(node, name, asked), lines::print);
    return ExitCode.OK;
  }

  private PluginChange change(ClientOptions node, String name, PluginUpdate asked) {
    return node.connect(console).patch(path(name), asked, PluginChange.class);
  }

  @Command(name = "rollback", description = "Go back to an earlier version, with its settings.")
  int rollback(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--to",
              paramLabel = "NUMBER",
              description = "The version, as show lists them; else the one before.")
          Optional<Integer> to,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    PluginChange change =
        node.connect(console)
            .post(path(name) + "/rollback", new PluginRollback(to), PluginChange.class);
    common.show(console, change, lines::print);
    return ExitCode.OK;
  }

  @Command(name = "remove", description = "Remove a plugin, with all of its versions.")
  int remove(
      @Parameters(paramLabel = "NAME") String name,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    common.show(
        console,
        node.connect(console).delete(path(name), RemovedPlugin.class),
        removed -> console.line("Removed %s.".formatted(removed.name())));
    return ExitCode.OK;
  }

  @Command(
      name = "share",
      description = "Print a ticket, once and alone, with which another node installs a plugin.")
  int share(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              defaultValue = "7d",
              description = "After which it gives nothing: 7d, 12h, 90m.")
          String expires,
      @Option(
              names = "--max-uses",
              paramLabel = "NUMBER",
              description = "How many nodes may have it.")
          Optional<Integer> maxUses,
      @Option(names = "--link", description = "Print it as a link that begins with horizon://t/.")
          boolean asLink,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    NewPluginTicket made =
        node.connect(console)
            .post(
                path(name) + "/share",
                new PluginShareRequest(Optional.of(lifetime(expires)), maxUses),
                NewPluginTicket.class);
    Secret printed = asLink ? made.link() : made.ticket();
    common.show(console, made, _ -> console.line(printed.value()));
    if (made.nearOnly()) {
      console
          .err()
          .println(
              "horizon-node: the ticket works on this network only: no address in it can be reached"
                  + " from others. To change that, set iroh.advertise or iroh.relay, and make"
                  + " another.");
    }
    return ExitCode.OK;
  }

  private Duration lifetime(String text) {
    try {
      return DurationText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
