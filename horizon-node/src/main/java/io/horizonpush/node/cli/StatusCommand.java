package io.horizonpush.node.cli;

import io.horizonpush.node.Signals;
import io.horizonpush.node.admin.BucketUsage;
import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.config.ByteSize;
import io.horizonpush.node.config.DurationText;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.node.memory.NodeMemory.MemoryStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Show a running node at a glance.")
final class StatusCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--follow",
      description = "Go on, and say what changes until you interrupt it; with --json all events.")
  private boolean follow;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (!(follow && common.json)) {
      common.show(console, node.connect(console).get("status", NodeStatus.class), this::print);
    }
    if (follow) {
      follow();
    }
    return ExitCode.OK;
  }

  private void follow() {
    EventFollower follower =
        new EventFollower(
            () -> node.connect(console),
            new EventView(console, common.json)::show,
            problem -> console.err().println("horizon-node: " + problem + "; waiting for it"));
    Signals.handle("INT", follower::stop);
    follower.run();
  }

  private void print(MemoryStatus memory) {
    String resident =
        memory.resident().stream().mapToObj(StatusCommand::mib).findFirst().orElse("?");
    console.line("Memory    %s of %s".formatted(resident, mib(memory.limit())));
    memory.shares().forEach((part, bytes) -> console.line("  %-9s %s".formatted(part, mib(bytes))));
    MemoryStatus.Bodies bodies = memory.bodies();
    console.line(
        "Bodies    %s of %s in use, %d waiting, %d refused"
            .formatted(
                mib(bodies.used()), mib(bodies.limit()), bodies.waiting(), bodies.refused()));
  }

  private static String mib(long bytes) {
    return (bytes >> 20) + "MiB";
  }

  private void print(NodeStatus status) {
    NodeStatus.Endpoints endpoints = status.endpoints();
    NodeStatus.StorageStatus storage = status.storage();
    console.line(
        "State     %s, since %s".formatted(EnumWords.of(status.state()), status.startedAt()));
    console.line("Version   %s on Java %s".formatted(status.version(), status.java()));
    console.line("S3        %s".formatted(endpoints.s3Url()));
    console.line("Admin     %s".formatted(endpoints.adminUrl()));
    console.line("Data      %s".formatted(status.dataDirectory()));
    console.line("Node id   %s".formatted(endpoints.nodeId()));
    console.line("Peers     %d connected".formatted(status.peers().size()));
    status.peers().forEach(peer -> console.line("  " + PeerLines.of(peer)));
    console.line(
        "Rates     up %s, down %s"
            .formatted(rate(status.transfers().up()), rate(status.transfers().down())));
    status
        .origins()
        .forEach(queue -> console.line("Origin    %s".formatted(OriginCommand.line(queue))));
    console.line("Backlog   %d changes not yet in their documents".formatted(storage.backlog()));
    console.line(
        "Disk      %s free and %s used of %s, writes end below %s%s"
            .formatted(
                mib(storage.disk().free()),
                mib(storage.disk().used()),
                mib(storage.disk().total()),
                mib(storage.disk().floor()),
                storage.disk().isShort() ? ": REFUSED NOW" : ""));
    console.line(
        "Holds     %s"
            .formatted(storage.holdings().map(StatusCommand::holdings).orElse("being counted")));
    console.line("Uploads   %s".formatted(uploads(storage.uploads())));
    console.line("Scrub     %s".formatted(scrub(storage.scrub())));
    console.line("CPU       %d s since the start".formatted(status.process().cpu().toSeconds()));
    print(status.memory());
    storage.problems().forEach(problem -> console.line("PROBLEM   %s".formatted(problem)));
  }

  private static String rate(NodeStatus.RateStatus rate) {
    String total = rate.total().map(StatusCommand::perSecond).orElse("not limited");
    return rate.perPeer().map(each -> total + " (each peer " + perSecond(each) + ")").orElse(total);
  }

  private static String perSecond(long bytes) {
    return new ByteSize(bytes) + "/s";
  }

  private static String holdings(NodeStatus.Holdings held) {
    BucketUsage usage = held.usage();
    return "%d buckets, %d objects of %s, %d noncurrent versions of %s; counted %s"
        .formatted(
            held.buckets(),
            usage.current().count(),
            mib(usage.current().bytes()),
            usage.noncurrent().count(),
            mib(usage.noncurrent().bytes()),
            held.countedAt());
  }

  private static String uploads(NodeStatus.UploadStatus uploads) {
    return "%s unfinished, aborted %s; %d were"
        .formatted(
            uploads.unfinished().map(String::valueOf).orElse("?"),
            uploads.maxAge().map(age -> "after " + DurationText.of(age)).orElse("never"),
            uploads.expired());
  }

  private static String scrub(NodeStatus.ScrubStatus scrub) {
    String now =
        scrub
            .began()
            .map(began -> "%d %% read since %s".formatted(scrub.percent(), began))
            .orElse("not begun");
    return scrub
        .ended()
        .map(ended -> "%s; %d damages found by %s".formatted(now, scrub.found(), ended))
        .orElse(now);
  }
}
