package io.horizonpush.node.cli;

import io.horizonpush.node.admin.OriginDrain;
import io.horizonpush.node.admin.OriginList;
import io.horizonpush.node.admin.OriginQueues;
import io.horizonpush.node.admin.OriginReport;
import io.horizonpush.node.admin.OriginTrialReport;
import io.horizonpush.node.admin.RemovedOrigin;
import io.horizonpush.node.config.ByteSize;
import io.horizonpush.node.config.DurationText;
import io.horizonpush.node.config.EnumWords;
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
    name = "origin",
    description = "Give this node access to places in clouds, which buckets can stand before.",
    synopsisSubcommandLabel = "COMMAND")
final class OriginCommand implements Runnable {

  private static final Duration ASKED_EVERY = Duration.ofMillis(200);

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  OriginCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: add, list, test, import, move, queue, drain or remove");
  }

  @Command(name = "list", description = "List every origin, without what it is shown.")
  int list(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    common.show(console, node.connect(console).get("origins", OriginList.class), this::print);
    return ExitCode.OK;
  }

  private void print(OriginList list) {
    if (list.origins().isEmpty()) {
      console.line("No origin is known here: origin add adds one.");
    }
    list.origins().forEach(this::print);
  }

  private void print(OriginReport origin) {
    console.line(line(origin));
    origin
        .buckets()
        .forEach(
            bucket ->
                console.line(
                    "  bucket %s: %s".formatted(bucket.name(), EnumWords.of(bucket.use()))));
    origin
        .budget()
        .ifPresent(
            budget ->
                console.line(
                    "  %s of %s read in %s, since %s%s"
                        .formatted(
                            new ByteSize(budget.spent()),
                            new ByteSize(budget.limit()),
                            DurationText.of(budget.period()),
                            budget.since(),
                            over(budget))));
    origin
        .maxRequests()
        .ifPresent(
            budget ->
                console.line(
                    "  %d of %d requests in %s, since %s%s"
                        .formatted(
                            budget.spent(),
                            budget.limit(),
                            DurationText.of(budget.period()),
                            budget.since(),
                            over(budget))));
  }

  private static String over(OriginReport.Budget budget) {
    return budget.over() ? ": OVER, nothing more is asked for" : "";
  }

  /** One on a line. */
  static String line(OriginReport origin) {
    return "%s  %s %s at %s%s%s%s%s, by %s, breaker %s"
        .formatted(
            origin.name(),
            origin.type(),
            origin.prefix().isEmpty() ? origin.bucket() : origin.bucket() + "/" + origin.prefix(),
            origin.endpoint(),
            origin.region().map(" in "::concat).orElse(""),
            origin.readOnly() ? ", read-only" : "",
            origin.allowPrivate() ? ", may be private" : "",
            origin.configured() ? ", of the configuration file" : "",
            origin.credentials(),
            EnumWords.of(origin.breaker()));
  }

  @Command(
      name = "test",
      description =
          "Put, get, list and delete an object of a random key there; of a read-only origin, read.")
  int test(
      @Parameters(paramLabel = "NAME") String name,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    OriginTrialReport report =
        node.connect(console)
            .post("origins/" + AdminClient.encoded(name) + "/test", OriginTrialReport.class);
    common.show(console, report, tried -> tried.steps().forEach(this::print));
    if (!report.good()) {
      throw new CliException("the origin %s cannot be used as it is".formatted(name));
    }
    return ExitCode.OK;
  }

  private void print(OriginTrialReport.Step step) {
    console.line(
        "%-16s %s, %d ms"
            .formatted(
                step.name(),
                step.failure().map("FAILED: "::concat).orElse("good"),
                step.took().toMillis()));
  }

  @Command(
      name = "drain",
      description =
          "Wait until an origin, or every one, has what was written on this node; what was put off is"
              + " tried at once.")
  int drain(
      @Parameters(paramLabel = "NAME", arity = "0..1") Optional<String> name,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    AdminClient client = node.connect(console);
    OriginQueues queues = client.post("origins/drain", new OriginDrain(name), OriginQueues.class);
    List<String> ids = queues.queues().stream().map(OriginQueues.Queue::id).toList();
    while (queues.queues().stream().anyMatch(queue -> queue.tasks() > queue.stuck())) {
      pause();
      OriginQueues all = client.get("origins/queues", OriginQueues.class);
      // What was waited for at one may be followed by something at another.
      OriginQueues next = name.isPresent() ? of(all, ids) : all;
      if (!common.json && !next.equals(queues)) {
        next.queues().forEach(queue -> console.err().println(line(queue)));
      }
      queues = next;
    }
    common.show(console, queues, this::print);
    if (!queues.queues().isEmpty()) {
      throw new CliException("not everything got to its origin: mend what is said, and try again");
    }
    return ExitCode.OK;
  }

  private static OriginQueues of(OriginQueues all, List<String> ids) {
    return new OriginQueues(
        all.queues().stream().filter(queue -> ids.contains(queue.id())).toList());
  }

  private void print(OriginQueues queues) {
    if (queues.queues().isEmpty()) {
      console.line("Nothing waits.");
    }
    for (OriginQueues.Queue queue : queues.queues()) {
      console.line(line(queue));
      queue
          .waiting()
          .forEach(
              each -> console.line("  %s/%s: %s".formatted(each.bucket(), each.key(), each.why())));
    }
  }

  /** How much waits for an origin, on a line. */
  static String line(OriginQueues.Queue queue) {
    return "%s  %d changes, %s to upload, since %s, %d stuck%s"
        .formatted(
            queue.name().orElse(queue.id()),
            queue.tasks(),
            new ByteSize(queue.bytes()),
            queue.oldest(),
            queue.stuck(),
            queue.trouble().map("; "::concat).orElse(""));
  }

  private static void pause() {
    try {
      Thread.sleep(ASKED_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted: the node goes on", e);
    }
  }

  @Command(
      name = "queue",
      description = "Show what was written on this node and is still to be made so at origins.")
  int queue(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    common.show(
        console, node.connect(console).get("origins/queues", OriginQueues.class), this::print);
    return ExitCode.OK;
  }

  @Command(name = "remove", description = "Forget an origin and what it is shown.")
  int remove(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--force",
              description = "Also where a bucket has it, which then has no way to it from here.")
          boolean force,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    common.show(
        console,
        node.connect(console)
            .delete(
                "origins/" + AdminClient.encoded(name) + (force ? "?force=true" : ""),
                RemovedOrigin.class),
        removed -> console.line("Removed %s.".formatted(removed.name())));
    return ExitCode.OK;
  }
}
