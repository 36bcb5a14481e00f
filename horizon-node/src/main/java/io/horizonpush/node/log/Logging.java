package io.horizonpush.node.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.horizonpush.node.config.AccessLog;
import io.horizonpush.node.config.LogFormat;
import io.horizonpush.node.config.NodeConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * The process's logging, set up by code. Events go to standard error, a line each; requests go to
 * the access log. Both pass bounded queues: a stuck disk or terminal costs lines, never requests.
 */
public final class Logging implements AutoCloseable {

  /** The logger whose messages are the lines of the access log. */
  public static final String ACCESS_LOGGER = "horizonpush.access";

  /** Libraries that write credentials, signatures or whole requests where they are let. */
  private static final List<String> CLIENTS_OF_CLOUDS =
      List.of(
          "software.amazon.awssdk",
          "org.apache.hc",
          "org.apache.http",
          "com.google",
          "com.azure",
          "reactor");

  private static final Duration INITIALIZATION = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(1);
  private static final int QUEUE = 8192;
  private static final String BUFFER = "64KB";
  private static final String MAX_FILE = "64MB";
  private static final String MAX_TOTAL = "512MB";
  private static final int MAX_DAYS = 14;

  private final LoggerContext context;
  private final List<Appender<ILoggingEvent>> queues = new ArrayList<>();
  private final List<MovableFile> files = new ArrayList<>();

  private Logging(LoggerContext context) {
    this.context = context;
  }

  /** Replaces whatever logging the process has. */
  public static Logging start(NodeConfig.Log config) {
    LoggerContext context = context(LoggerFactory::getILoggerFactory);
    context.reset();
    Logging logging = new Logging(context);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.valueOf(config.level().name()));
    quieten(context, root.getLevel());
    root.addAppender(logging.queued(logging.console("System.err", logging.encoder(config))));
    logging.startAccessLog(config.access());
    return logging;
  }

  /** Whatever level is asked for: below this the clients of clouds write what they sign. */
  private static void quieten(LoggerContext context, Level asked) {
    Level level = asked.isGreaterOrEqual(Level.WARN) ? asked : Level.WARN;
    CLIENTS_OF_CLOUDS.forEach(name -> context.getLogger(name).setLevel(level));
  }

  /**
   * The context of this process. While another thread is the first to use SLF4J, which the one that
   * loads the server ahead may be, SLF4J gives out a stand-in.
   */
  static LoggerContext context(Supplier<ILoggerFactory> factory) {
    long deadline = System.nanoTime() + INITIALIZATION.toNanos();
    ILoggerFactory found = factory.get();
    while (!(found instanceof LoggerContext) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(POLL.toNanos());
      found = factory.get();
    }
    if (found instanceof LoggerContext context) {
      return context;
    }
    throw new IllegalStateException("Logging does not start: SLF4J is bound to " + found);
  }

  private void startAccessLog(AccessLog target) {
    Logger access = context.getLogger(ACCESS_LOGGER);
    access.setAdditive(false);
    access.setLevel(target instanceof AccessLog.Off ? Level.OFF : Level.INFO);
    switch (target) {
      case AccessLog.Off() -> {}
      case AccessLog.Stdout() ->
          access.addAppender(batched(console("System.out", layout(new LineLayout())), () -> {}));
      case AccessLog.File(Path path) -> {
        MovableFile file = file(path);
        files.add(file);
        access.addAppender(batched(file, file::follow));
      }
    }
  }

  /** Opens the files anew that are written to: somebody has moved them away. */
  public void reopen() {
    files.forEach(MovableFile::reopen);
  }

  private Encoder<ILoggingEvent> encoder(NodeConfig.Log config) {
    return config.format() == LogFormat.JSON ? json() : layout(new TextLayout());
  }

  private Encoder<ILoggingEvent> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    return started(encoder);
  }

  private Encoder<ILoggingEvent> layout(Layout<ILoggingEvent> layout) {
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setLayout(layout);
    encoder.setCharset(StandardCharsets.UTF_8);
    return started(encoder);
  }

  private <E extends EncoderBase<ILoggingEvent>> E started(E encoder) {
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private OutputStreamAppender<ILoggingEvent> console(
      String target, Encoder<ILoggingEvent> encoder) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget(target);
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  private MovableFile file(Path path) {
    MovableFile appender = new MovableFile();
    appender.setContext(context);
    appender.setFile(path.toString());
    appender.setBufferSize(FileSize.valueOf(BUFFER));
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(path + ".%d{yyyy-MM-dd}.%i.gz");
    policy.setMaxFileSize(FileSize.valueOf(MAX_FILE));
    policy.setTotalSizeCap(FileSize.valueOf(MAX_TOTAL));
    policy.setMaxHistory(MAX_DAYS);
    policy.start();
    appender.setRollingPolicy(policy);
    appender.setEncoder(layout(new LineLayout()));
    appender.start();
    return appender;
  }

  private Appender<ILoggingEvent> queued(Appender<ILoggingEvent> appender) {
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setQueueSize(QUEUE);
    queue.setNeverBlock(true);
    queue.addAppender(appender);
    queue.start();
    queues.add(queue);
    return queue;
  }

  private Appender<ILoggingEvent> batched(
      OutputStreamAppender<ILoggingEvent> appender, Runnable beforeBatch) {
    appender.setImmediateFlush(false);
    BatchAppender queue = new BatchAppender(appender, beforeBatch);
    queue.setContext(context);
    queue.start();
    queues.add(queue);
    return queue;
  }

  /** Writes what is queued and stops. */
  @Override
  public void close() {
    queues.forEach(Appender::stop);
    context.stop();
  }
}
