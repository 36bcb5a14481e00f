package io.horizonpush.node.cli;

import io.horizonpush.node.Signals;
import io.horizonpush.node.admin.PluginLog;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a plugin logged, and goes on with what it logs. */
@Command(name = "logs", description = "Show what a plugin logged, with the ids of requests.")
final class PluginLogsCommand implements Callable<Integer> {

  private static final Duration ASKED_EVERY = Duration.ofMillis(500);

  private final Console console;
  private final CountDownLatch interrupted = new CountDownLatch(1);

  @Parameters(paramLabel = "NAME")
  private String name = "";

  @Option(names = "--follow", description = "Go on until you interrupt it.")
  private boolean follow;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  PluginLogsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    AdminClient client = node.connect(console);
    if (follow) {
      Signals.handle("INT", interrupted::countDown);
    }
    long after = 0;
    do {
      PluginLog log = client.get(PluginCommand.path(name) + "/log?after=" + after, PluginLog.class);
      show(log);
      after = log.lines().isEmpty() ? after : log.lines().getLast().number();
    } while (follow && !interrupted.await(ASKED_EVERY.toMillis(), TimeUnit.MILLISECONDS));
    return ExitCode.OK;
  }

  /** Who follows gets each line as a document of its own. */
  private void show(PluginLog log) {
    if (common.json && follow) {
      log.lines().forEach(console::json);
    } else if (!follow || !log.lines().isEmpty()) {
      common.show(console, log, new PluginLines(console)::print);
    }
  }
}
