package io.horizonpush.node.cli;

import io.horizonpush.node.Signals;
import io.horizonpush.node.admin.TransferControl.Order;
import io.horizonpush.node.admin.TransferList;
import io.horizonpush.node.admin.TransferReport;
import io.horizonpush.node.config.EnumWords;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "transfers",
    description = "List the bytes that come from other members and go to them, the latest first.")
final class TransfersCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--follow", description = "Show how they go on until you interrupt it.")
  private boolean follow;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Those that are running, paused, done, failed or cancelled.")
  private String state = "";

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      description =
          "Those for one purpose: read, prefetch, mirror, copies, pin, promise, repair or serve.")
  private String purpose = "";

  @Option(
      names = "--direction",
      paramLabel = "WAY",
      description = "Those that come from other members, down, or go to them, up.")
  private String direction = "";

  @Option(names = "--bucket", paramLabel = "BUCKET", description = "Those of one bucket.")
  private String bucket = "";

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "Those of objects whose keys begin so.")
  private String prefix = "";

  @Option(
      names = "--peer",
      paramLabel = "NODE",
      description = "Those that one member gave or took.")
  private String peer = "";

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Those of which something that is known has these words.")
  private String text = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "So many of the latest, at most 1000.")
  private int limit;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  TransfersCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    // Asked for in any case: the node refuses what cannot be looked for.
    TransferList list = node.connect(console).get("transfers?" + query(), TransferList.class);
    if (!(follow && common.json)) {
      common.show(console, list, this::print);
    }
    if (follow) {
      follow();
    }
    return ExitCode.OK;
  }

  private String query() {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("state", state);
    asked.put("purpose", purpose);
    asked.put("direction", direction);
    asked.put("bucket", bucket);
    asked.put("prefix", prefix);
    asked.put("peer", peer);
    asked.put("text", text);
    asked.values().removeIf(String::isEmpty);
    asked.put("limit", Integer.toString(limit));
    return asked.entrySet().stream()
        .map(each -> each.getKey() + "=" + AdminClient.encoded(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private void print(TransferList list) {
    if (list.transfers().isEmpty()) {
      console.line("There is no such transfer.");
    }
    list.transfers().forEach(transfer -> console.line(TransferLines.line(transfer)));
  }

  private void follow() {
    EventFollower follower =
        new EventFollower(
            () -> node.connect(console),
            new TransferScreen(console, common.json, this::isWanted)::show,
            problem -> console.err().println("horizon-node: " + problem + "; waiting for it"));
    Signals.handle("INT", follower::stop);
    follower.run();
  }

  private boolean isWanted(TransferReport transfer) {
    return (state.isEmpty() || state.equals(EnumWords.of(transfer.state())))
        && (purpose.isEmpty() || purpose.equals(EnumWords.of(transfer.purpose())))
        && (direction.isEmpty() || direction.equals(EnumWords.of(transfer.direction())))
        && (bucket.isEmpty() || bucket.equals(transfer.bucket()))
        && transfer.key().startsWith(prefix)
        && (text.isEmpty() || TransferLines.has(transfer, text))
        && (peer.isEmpty()
            || transfer.sources().stream().anyMatch(source -> source.node().equals(peer)));
  }

  @Command(name = "show", description = "Show all that is known of a transfer.")
  int show(
      @Parameters(paramLabel = "ID") long id,
      @Mixin ClientOptions asked,
      @Mixin CommonOptions options) {
    options.show(
        console,
        asked.connect(console).get("transfers/" + id, TransferReport.class),
        transfer -> TransferLines.all(transfer).forEach(console::line));
    return ExitCode.OK;
  }

  @Command(name = "cancel", description = "End a read or a prefetch.")
  int cancel(
      @Parameters(paramLabel = "ID") long id,
      @Mixin ClientOptions asked,
      @Mixin CommonOptions options) {
    return order(id, Order.CANCEL, asked, options);
  }

  @Command(
      name = "pause",
      description = "Hold up what nobody waits for, over restarts, until it is resumed.")
  int pause(
      @Parameters(paramLabel = "ID") long id,
      @Mixin ClientOptions asked,
      @Mixin CommonOptions options) {
    return order(id, Order.PAUSE, asked, options);
  }

  @Command(name = "resume", description = "Go on with what was paused.")
  int resume(
      @Parameters(paramLabel = "ID") long id,
      @Mixin ClientOptions asked,
      @Mixin CommonOptions options) {
    return order(id, Order.RESUME, asked, options);
  }

  @Command(
      name = "retry",
      description = "Begin a prefetch anew that failed or was cancelled: what came is kept.")
  int retry(
      @Parameters(paramLabel = "ID") long id,
      @Mixin ClientOptions asked,
      @Mixin CommonOptions options) {
    return order(id, Order.RETRY, asked, options);
  }

  private int order(long id, Order order, ClientOptions asked, CommonOptions options) {
    options.show(
        console,
        asked
            .connect(console)
            .post("transfers/" + id + "/" + EnumWords.of(order), TransferReport.class),
        transfer -> console.line(TransferLines.course(transfer) + "."));
    return ExitCode.OK;
  }
}
