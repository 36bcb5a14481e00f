package io.horizonpush.node.cli;

import io.horizonpush.iroh.swarm.PullPolicy;
import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.admin.BucketList;
import io.horizonpush.node.admin.BucketOptions;
import io.horizonpush.node.admin.BucketReport;
import io.horizonpush.node.admin.BucketRequest;
import io.horizonpush.node.admin.BucketSummary;
import io.horizonpush.node.admin.BucketUsage;
import io.horizonpush.node.admin.KeyReport;
import io.horizonpush.node.admin.Resolution;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Pages;
import io.horizonpush.s3.model.VersionName;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "bucket",
    description = "Make, list, change and look into buckets.",
    synopsisSubcommandLabel = "COMMAND")
final class BucketCommand implements Runnable {

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  BucketCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "create, set, list, inspect, resolve, members, home, origins or leave is missing");
  }

  @Command(name = "create", description = "Make a bucket.")
  int create(
      @Parameters(paramLabel = "BUCKET") String name,
      @Option(
              names = "--durability",
              paramLabel = "strict|relaxed",
              defaultValue = "strict",
              description = "With relaxed, answers do not wait for the disk.")
          String durability,
      @Option(
              names = "--object-lock",
              description = "Let its versions be locked; it then keeps them for ever.")
          boolean objectLock,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    Optional<Durability> promised =
        read(Map.of("durability", durability), BucketOptions.class).durability();
    BucketRequest asked =
        new BucketRequest(new BucketName(name), promised, Optional.of(objectLock));
    common.show(
        console,
        node.connect(console).post("buckets", asked, BucketSummary.class),
        made -> console.line("Made bucket %s.".formatted(made.name())));
    return ExitCode.OK;
  }

  private <T> T read(Map<String, String> fields, Class<T> type) {
    try {
      return AdminJson.read(fields, type);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  @Command(name = "set", description = "Change options of a bucket.")
  int set(
      @Parameters(index = "0", paramLabel = "BUCKET") String name,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "OPTION=VALUE",
              description =
                  "durability=strict|relaxed, document=eager|on-share: made with the first"
                      + " publication, or when somebody asks for it, versioning=enabled|suspended,"
                      + " pages=sandboxed|trusted: whether browsers run pages in it with scripts,"
                      + " pull=on-demand|mirror: fetch what other members have when it is read, or"
                      + " at once, copies=N: how many members keep all bytes of the bucket, 0 if"
                      + " nobody is told to, conditional-writes=local|home and reads=local|home: whether one"
                      + " node decides for all members")
          Map<String, String> options,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    BucketOptions asked = read(options, BucketOptions.class);
    common.show(
        console, node.connect(console).patch(path(name), asked, BucketSummary.class), this::print);
    return ExitCode.OK;
  }

  @Command(name = "list", description = "List every bucket.")
  int list(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    common.show(
        console,
        node.connect(console).all("buckets", BucketList.class),
        all -> all.buckets().forEach(this::print));
    return ExitCode.OK;
  }

  @Command(name = "inspect", description = "Show what a bucket and its document hold.")
  int inspect(
      @Parameters(paramLabel = "BUCKET") String name,
      @Option(
              names = "--key",
              paramLabel = "KEY",
              description = "Show every version of this object instead.")
          Optional<String> key,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    AdminClient client = node.connect(console);
    if (key.isPresent()) {
      String path = path(name) + "/objects?key=" + AdminClient.encoded(key.get());
      common.show(console, client.get(path, KeyReport.class), this::print);
    } else {
      common.show(console, client.get(path(name), BucketReport.class), this::print);
    }
    return ExitCode.OK;
  }

  @Command(name = "resolve", description = "Decide about a version of an object.")
  int resolve(
      @Parameters(paramLabel = "BUCKET") String name,
      @Option(names = "--key", paramLabel = "KEY", required = true) String key,
      @Option(
              names = "--version",
              paramLabel = "ID",
              required = true,
              description = "The version's id, as inspect --key shows it.")
          String version,
      @Option(names = "--keep", description = "Make it the current version.") boolean keep,
      @Option(names = "--drop", description = "Remove it.") boolean drop,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    if (keep == drop) {
      throw new ParameterException(spec.commandLine(), "give either --keep or --drop");
    }
    Resolution asked = new Resolution(new ObjectKey(key), version, keep);
    common.show(
        console,
        node.connect(console).post(path(name) + "/resolve", asked, KeyReport.class),
        this::print);
    return ExitCode.OK;
  }

  private static String path(String name) {
    return "buckets/" + new BucketName(name);
  }

  private void print(BucketList.Entry entry) {
    print(entry.bucket());
    print(entry.usage());
  }

  private void print(BucketSummary bucket) {
    console.line(
        "%s  of %s, made %s, durability %s, document %s, versioning %s%s%s%s%s%s"
            .formatted(
                bucket.name(),
                bucket.owner().displayName(),
                bucket.createdAt(),
                EnumWords.of(bucket.durability()),
                EnumWords.of(bucket.document()),
                bucket.versioning().map(EnumWords::of).orElse("never enabled"),
                bucket.objectLock() ? ", object lock" : "",
                bucket.pages() == Pages.TRUSTED ? ", pages trusted" : "",
                bucket.pull() == PullPolicy.MIRROR ? ", mirrored" : "",
                bucket.copies().map(", copies %d"::formatted).orElse(""),
                bucket.origins().map(BucketOriginsCommand::text).orElse("")));
  }

  private void print(BucketUsage usage) {
    console.line("  current     %s".formatted(text(usage.current())));
    if (usage.noncurrent().count() > 0) {
      console.line("  noncurrent  %s".formatted(text(usage.noncurrent())));
    }
  }

  private static String text(BucketUsage.Total total) {
    return "%d, %d bytes".formatted(total.count(), total.bytes());
  }

  private void print(BucketReport report) {
    print(report.bucket());
    print(report.usage());
    console.line("Document  %s".formatted(report.document().id().orElse("not made yet")));
    console.line("Entries   %d".formatted(report.document().entries()));
    console.line("Backlog   %d".formatted(report.document().backlog()));
    if (report.document().recovering()) {
      console.line(
          "Publishes nothing before another member has told what this node wrote and lost");
    }
    if (report.document().setAside() > 0) {
      console.line(
          "Set aside %d, for their clock is ahead".formatted(report.document().setAside()));
    }
  }

  private void print(KeyReport report) {
    if (report.versions().isEmpty()) {
      console.line("Nothing was ever written to %s.".formatted(report.key()));
    }
    report.versions().forEach(this::print);
    if (report.more()) {
      console.line("There are other versions, older or removed.");
    }
  }

  private void print(KeyReport.Version version) {
    KeyReport.Written written = version.written();
    console.line(
        "%s  %s%s, %s"
            .formatted(
                version.id(),
                version.name().equals(VersionName.NULL_TEXT) ? "null " : "",
                EnumWords.of(version.kind()),
                EnumWords.of(version.state())));
    console.line(
        "  written %s by %s at clock %s"
            .formatted(written.lastModified(), written.writer(), written.clock()));
    version.lock().ifPresent(this::print);
    version.content().ifPresent(this::print);
  }

  private void print(KeyReport.Lock lock) {
    lock.until()
        .ifPresent(
            until ->
                console.line(
                    "  kept until %s%s"
                        .formatted(
                            until,
                            lock.mode().map(mode -> " for " + EnumWords.of(mode)).orElse(""))));
    if (lock.legalHold()) {
      console.line("  under a legal hold");
    }
  }

  private void print(KeyReport.Content content) {
    console.line("  %d bytes, ETag %s".formatted(content.size(), content.etag()));
    content
        .blobs()
        .forEach(
            blob ->
                console.line(
                    "  blob %s, %d bytes, %s"
                        .formatted(blob.hash(), blob.length(), EnumWords.of(blob.residency()))));
  }
}
