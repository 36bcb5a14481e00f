package io.horizonpush.node.cli;

import io.horizonpush.node.admin.PluginChange;
import io.horizonpush.node.admin.PluginList;
import io.horizonpush.node.admin.PluginLog;
import io.horizonpush.node.admin.PluginReport;
import io.horizonpush.node.config.ByteSize;
import io.horizonpush.node.config.DurationText;
import io.horizonpush.node.config.EnumWords;
import java.util.List;
import java.util.stream.Collectors;

/** What is known of plugins, in lines for people. Confined to one thread. */
final class PluginLines {

  private static final String HIDDEN = "(hidden)";

  private final Console console;

  PluginLines(Console console) {
    this.console = console;
  }

  void print(PluginList list) {
    if (list.plugins().isEmpty()) {
      console.line("No plugin is installed here: plugin install adds one.");
    }
    list.plugins().forEach(plugin -> console.line(line(plugin)));
  }

  private static String line(PluginReport plugin) {
    return "%s  %s %s, %s, priority %d, %s%s%s"
        .formatted(
            plugin.name(),
            plugin.about().map(PluginReport.About::plugin).orElse("unreadable"),
            plugin.about().map(PluginReport.About::version).orElse(""),
            EnumWords.of(plugin.state()),
            plugin.chosen().priority(),
            EnumWords.of(plugin.chosen().onError()),
            plugin.chosen().match().isEmpty() ? "" : ", for " + plugin.chosen().match(),
            plugin.failure().map(": "::concat).orElse(""));
  }

  void print(PluginReport plugin) {
    console.line(line(plugin));
    plugin.about().ifPresent(this::print);
    printGrants(plugin);
    plugin
        .chosen()
        .settings()
        .ifPresent(settings -> console.line("Settings  %s".formatted(settings)));
    plugin.running().ifPresent(running -> print(plugin, running));
    for (PluginReport.Version version : plugin.versions()) {
      console.line(
          "Version   %d%s %s, installed %s"
              .formatted(
                  version.number(),
                  version.number() == plugin.current() ? "*" : " ",
                  version.digest(),
                  version.installed()));
    }
    for (PluginReport.Ticket ticket : plugin.tickets()) {
      console.line(
          "Ticket    %s, %s, expires %s, used %d%s"
              .formatted(
                  ticket.id(),
                  EnumWords.of(ticket.state()),
                  ticket.expires(),
                  ticket.used(),
                  ticket.maxUses().map(" of %d"::formatted).orElse("")));
    }
  }

  private void print(PluginReport.About about) {
    about.description().ifPresent(text -> console.line("What      %s".formatted(text)));
    console.line("Publisher %s".formatted(about.publisher().orElse("nobody")));
    console.line(
        "Phases    %s; bodies: request %s, response %s"
            .formatted(
                about.phases().stream().map(EnumWords::of).collect(Collectors.joining(", ")),
                EnumWords.of(about.bodies().request()),
                EnumWords.of(about.bodies().response())));
    console.line("Sees      %s".formatted(about.match().isEmpty() ? "all" : about.match()));
    PluginReport.Limits limits = about.limits();
    console.line(
        "Limits    memory %s, cpu %s, request %s, start %s"
            .formatted(
                new ByteSize(limits.memory()),
                DurationText.of(limits.cpu()),
                DurationText.of(limits.request()),
                DurationText.of(limits.init())));
  }

  void printGrants(PluginReport plugin) {
    console.line("Granted   %s".formatted(listed(plugin.chosen().grants())));
    if (!plugin.chosen().notGranted().isEmpty()) {
      console.line("Not       %s".formatted(listed(plugin.chosen().notGranted())));
    }
  }

  private static String listed(List<String> grants) {
    return grants.isEmpty() ? "nothing" : String.join(", ", grants);
  }

  private void print(PluginReport plugin, PluginReport.Running running) {
    console.line(
        "Instances %d at most, %d used, %d waiting, %s set aside"
            .formatted(
                plugin.chosen().instances(),
                running.used(),
                running.waiting(),
                new ByteSize(running.reserved())));
    running
        .quarantine()
        .ifPresent(time -> console.line("IN QUARANTINE, tried again in " + DurationText.of(time)));
    running
        .lastFailure()
        .ifPresent(
            failure ->
                console.line(
                    "Failed    %s in %s: %s"
                        .formatted(failure.time(), failure.request(), failure.text())));
  }

  void printInstalled(PluginChange change) {
    if (change.changes().isEmpty()) {
      console.line("Installed.");
      print(change.plugin());
    } else {
      print(change);
    }
    warn(change);
  }

  void print(PluginChange change) {
    if (change.changes().isEmpty()) {
      console.line(line(change.plugin()));
    }
    for (PluginChange.Difference each : change.changes()) {
      console.line(
          "%s: %s -> %s".formatted(each.what(), shown(each.before()), shown(each.after())));
    }
    warn(change);
  }

  private static String shown(String value) {
    return value.isEmpty() ? "nothing" : value;
  }

  private void warn(PluginChange change) {
    change.warnings().forEach(warning -> console.err().println("horizon-node: " + warning));
  }

  /** A secret on a command line can be read by other users of the machine while it runs. */
  void warnOfArguments(String given, PluginReport plugin) {
    if (PluginInput.isOnTheCommandLine(given)
        && plugin.chosen().settings().filter(shown -> shown.contains(HIDDEN)).isPresent()) {
      console
          .err()
          .println(
              "horizon-node: a secret stood on the command line, where others may have read it: give"
                  + " settings with secrets by @FILE, and change this one.");
    }
  }

  void print(PluginLog log) {
    for (PluginLog.Line line : log.lines()) {
      console.line(
          "%s %-5s %s  %s"
              .formatted(line.time(), EnumWords.of(line.level()), line.request(), line.text()));
    }
  }
}
