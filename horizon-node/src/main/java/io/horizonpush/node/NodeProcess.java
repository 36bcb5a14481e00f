package io.horizonpush.node;

import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.log.Logging;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process around a node: claims the data directory, starts logging and the node, says so, and
 * ends both when the system asks the process to end.
 */
public final class NodeProcess {

  private static final Logger log = LoggerFactory.getLogger(NodeProcess.class);

  private final NodeConfig config;
  private final boolean json;
  private final PrintStream out;

  /**
   * @param json whether the start is announced to a program
   */
  public NodeProcess(NodeConfig config, boolean json, PrintStream out) {
    this.config = config;
    this.json = json;
    this.out = out;
  }

  /**
   * Runs a node until the process is asked to end; then the process ends with code 0, and this does
   * not return.
   *
   * @throws NodeException if it cannot start
   */
  public void run() throws InterruptedException {
    DataDirectory directory = DataDirectory.claim(config.dataDirectory());
    Logging logging = Logging.start(config.daemon().log());
    Thread.setDefaultUncaughtExceptionHandler(
        new FailStop(logging::close, Runtime.getRuntime()::halt));
    Signals.handle("HUP", logging::reopen);
    Node node;
    try {
      node = Node.start(config, directory);
    } catch (RuntimeException | Error e) {
      Thread.setDefaultUncaughtExceptionHandler(null);
      logging.close();
      directory.close();
      throw e;
    }
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end(node, directory, logging), "horizon-shutdown"));
    Signals.handle("HUP", () -> lookAgain(node, logging));
    announce(node);
    new CountDownLatch(1).await();
  }

  /** SIGHUP says to look again at what others may have changed. */
  private static void lookAgain(Node node, Logging logging) {
    log.info("SIGHUP: looking again at log files and certificates");
    logging.reopen();
    node.lookAtCertificates();
  }

  private void announce(Node node) {
    NodeStatus status = node.statusAtStart();
    Banner banner =
        new Banner(
            status,
            node.rootKey(),
            node.owner(),
            new Banner.Access(node.trustedUnsigned(), node.toTrust()),
            processAge());
    out.print(json ? banner.json() : banner.text());
    out.flush();
    log.atInfo()
        .addKeyValue("s3", status.endpoints().s3Url())
        .addKeyValue("admin", status.endpoints().adminUrl())
        .log("ready");
  }

  private static void end(Node node, DataDirectory directory, Logging logging) {
    int code = 0;
    try {
      log.info("stopping");
      node.close();
      log.info("stopped");
    } catch (RuntimeException e) {
      log.error("stopping failed", e);
      code = 1;
    }
    logging.close();
    directory.close();
    // Without this a process that obeyed SIGTERM would end with 143, which reads as a failure.
    Runtime.getRuntime().halt(code);
  }

  private static Duration processAge() {
    Instant now = Instant.now();
    return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
  }
}
