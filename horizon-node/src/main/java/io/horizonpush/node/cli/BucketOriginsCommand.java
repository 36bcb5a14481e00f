package io.horizonpush.node.cli;

import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.admin.BucketOriginsChange;
import io.horizonpush.node.admin.BucketOriginsReport;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.s3.model.BucketName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the origins of a bucket, or changes them. */
@Command(
    name = "origins",
    description = "Show which places in clouds a bucket stands before, or change them.")
final class BucketOriginsCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "BUCKET")
  private String bucket = "";

  @Option(
      names = "--set",
      split = ",",
      paramLabel = "NAME",
      description =
          "The origins, in the order in which they are asked: names of this node, or ids of such"
              + " as the bucket has.")
  private List<String> origins = List.of();

  @Option(names = "--clear", description = "Take all of them away.")
  private boolean clear;

  @Option(
      names = "--write",
      paramLabel = "local-only|write-back|write-through",
      description =
          "What becomes of what is written: it stays with the members, goes to the first origin"
              + " that is not read-only behind the answer, or before it.")
  private Optional<String> writes = Optional.empty();

  @Option(
      names = "--freshness",
      paramLabel = "immutable|ttl=60s|always",
      description = "How long what an origin said of an object is taken for true.")
  private Optional<String> freshness = Optional.empty();

  @Option(
      names = "--listing-when-down",
      paramLabel = "refuse|partial",
      description =
          "What a listing is while an origin is down: none, or what is known here, with a header"
              + " that says so.")
  private Optional<String> listing = Optional.empty();

  @Option(
      names = "--storage-class",
      paramLabel = "CLASS=NAME",
      description =
          "Where what is written in a storage class goes, such as GLACIER=NAME; GLACIER= takes that"
              + " back. Can be given several times.")
  private List<String> classes = List.of();

  @Option(
      names = "--allow",
      split = ",",
      paramLabel = "NAME",
      description =
          "Let this node use origins for the bucket, by their names here. What --set names so is"
              + " allowed, too; of other members each allows for itself.")
  private List<String> allowed = List.of();

  @Option(
      names = "--deny",
      split = ",",
      paramLabel = "NAME",
      description = "Do not let this node use origins for the bucket.")
  private List<String> denied = List.of();

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  BucketOriginsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    boolean grants = !allowed.isEmpty() || !denied.isEmpty();
    boolean sets =
        !origins.isEmpty()
            || writes.isPresent()
            || freshness.isPresent()
            || listing.isPresent()
            || !classes.isEmpty();
    if (clear && (sets || grants)) {
      throw new ParameterException(spec.commandLine(), "--clear stands alone");
    }
    String path = "buckets/" + new BucketName(bucket) + "/origins";
    BucketOriginsReport report =
        clear || sets || grants
            ? node.connect(console).patch(path, change(), BucketOriginsReport.class)
            : node.connect(console).get(path, BucketOriginsReport.class);
    common.show(console, report, this::print);
    return ExitCode.OK;
  }

  private BucketOriginsChange change() {
    try {
      return new BucketOriginsChange(
          clear || !origins.isEmpty() ? Optional.of(origins) : Optional.empty(),
          writes.flatMap(text -> read("writes", text).writes()),
          freshness,
          listing.flatMap(text -> read("listing-when-down", text).listingWhenDown()),
          classes.isEmpty()
              ? Optional.empty()
              : Optional.of(classes.stream().map(BucketOriginsCommand::classChange).toList()),
          given(allowed),
          given(denied));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static BucketOriginsChange read(String name, String text) {
    return AdminJson.read(Map.of(name, text), BucketOriginsChange.class);
  }

  private static BucketOriginsChange.ClassChange classChange(String text) {
    int at = text.indexOf('=');
    if (at < 0) {
      throw new IllegalArgumentException(
          "--storage-class %s says no origin: give CLASS=NAME, or CLASS= for none".formatted(text));
    }
    return new BucketOriginsChange.ClassChange(
        text.substring(0, at), Optional.of(text.substring(at + 1)).filter(name -> !name.isEmpty()));
  }

  private static Optional<List<String>> given(List<String> names) {
    return Optional.of(names).filter(all -> !all.isEmpty());
  }

  /** The origins of a bucket in a line about it. */
  static String text(BucketOriginsReport report) {
    return ", origins %s, %s, %s%s"
        .formatted(
            report.origins().stream()
                .map(origin -> origin.name().orElse(origin.id()))
                .collect(Collectors.joining("+")),
            EnumWords.of(report.writes()),
            report.freshness(),
            report.storageClasses().stream()
                .map(of -> ", %s to %s".formatted(of.storageClass(), of.name().orElse(of.origin())))
                .collect(Collectors.joining()));
  }

  private void print(BucketOriginsReport report) {
    if (report.origins().isEmpty()) {
      console.line("The bucket has no origins.");
      return;
    }
    console.line(
        "Writes %s, freshness %s, listing when down: %s"
            .formatted(
                EnumWords.of(report.writes()),
                report.freshness(),
                EnumWords.of(report.listingWhenDown())));
    report.origins().forEach(this::print);
    report.storageClasses().forEach(this::print);
  }

  private void print(BucketOriginsReport.OfClass of) {
    console.line("  %s goes to %s".formatted(of.storageClass(), of.name().orElse(of.origin())));
  }

  private void print(BucketOriginsReport.Listed origin) {
    console.line(
        "  %s  %s %s at %s%s, id %s%s"
            .formatted(
                origin.name().orElse("(no access from here)"),
                origin.type(),
                origin.prefix().isEmpty()
                    ? origin.bucket()
                    : origin.bucket() + "/" + origin.prefix(),
                origin.endpoint(),
                origin.readOnly() ? ", read-only" : "",
                origin.id(),
                use(origin)));
  }

  private String use(BucketOriginsReport.Listed origin) {
    String name = origin.name().orElse(origin.id());
    return switch (origin.use()) {
      case ALLOWED, NO_ACCESS -> "";
      case DENIED -> ", DENIED: this node does not use it for this bucket";
      case UNDECIDED ->
          ", NOT USED from this node: bucket origins %s --allow %s, or --deny %s"
              .formatted(bucket, name, name);
    };
  }
}
