package io.horizonpush.node.cli;

import io.horizonpush.node.admin.HomeMove;
import io.horizonpush.node.admin.HomeReport;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.s3.model.BucketName;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the home of a bucket, or moves it. */
@Command(
    name = "home",
    description = "Show which node decides about the objects of a bucket, or make another one.")
final class HomeCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "BUCKET")
  private String bucket = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NODE",
      description = "The id of the member that is to decide from now on.")
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--force",
      description =
          "Do not ask the home before: what it decided and no other member has seen is lost.")
  private boolean force;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  HomeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (force && to.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--force needs a NODE");
    }
    String path = "buckets/" + new BucketName(bucket) + "/home";
    AdminClient client = node.connect(console);
    HomeReport report =
        to.isPresent()
            ? client.post(path, new HomeMove(to.get(), Optional.of(force)), HomeReport.class)
            : client.get(path, HomeReport.class);
    common.show(console, report, this::print);
    return ExitCode.OK;
  }

  private void print(HomeReport report) {
    console.line(
        "%s  decided %s, home %s"
            .formatted(
                report.bucket(),
                EnumWords.of(report.deciding()),
                report.home().map(HomeCommand::text).orElse("nobody")));
  }

  private static String text(HomeReport.Home home) {
    return "%s, number %d%s%s"
        .formatted(
            home.node(),
            home.number(),
            home.here() ? ", this node" : "",
            home.forced() ? ", forced" : "");
  }
}
