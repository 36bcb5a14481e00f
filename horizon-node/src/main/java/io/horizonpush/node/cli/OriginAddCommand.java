package io.horizonpush.node.cli;

import io.horizonpush.node.admin.OriginReport;
import io.horizonpush.node.config.ConfigException;
import io.horizonpush.node.config.OriginInput;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.config.SecretFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives the node access to an origin. Secrets are read from files here, and never arguments. */
@Command(name = "add", description = "Give this node access to a bucket or container in a cloud.")
final class OriginAddCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "NAME", description = "What it is called on this node.")
  private String name = "";

  @Option(
      names = "--type",
      required = true,
      paramLabel = "aws-s3|s3|gcs|azure-blob",
      description = "The API that it speaks.")
  private String type = "";

  @Option(
      names = "--bucket",
      required = true,
      paramLabel = "B",
      description = "The bucket there, or the container.")
  private String bucket = "";

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Where it is; for s3 it has to be said, else it follows from the type.")
  private Optional<String> endpoint = Optional.empty();

  @Option(names = "--region", paramLabel = "R", description = "Of S3; aws-s3 needs one.")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--prefix",
      paramLabel = "P",
      description = "With which all keys begin there, and which no client sees.")
  private Optional<String> prefix = Optional.empty();

  @Option(
      names = "--path-style",
      negatable = true,
      description = "Whether the bucket stands in the path; s3 does so unless it is negated.")
  private Optional<Boolean> pathStyle = Optional.empty();

  @Option(names = "--access-key", paramLabel = "K", description = "Of S3.")
  private Optional<String> accessKey = Optional.empty();

  @Option(names = "--secret-key-file", paramLabel = "F", description = "Its secret.")
  private Optional<Path> secretKeyFile = Optional.empty();

  @Option(
      names = "--session-token-file",
      paramLabel = "F",
      description = "Its token, if it is temporary.")
  private Optional<Path> sessionTokenFile = Optional.empty();

  @Option(names = "--account", paramLabel = "A", description = "Of Azure.")
  private Optional<String> account = Optional.empty();

  @Option(names = "--account-key-file", paramLabel = "F", description = "Its key.")
  private Optional<Path> accountKeyFile = Optional.empty();

  @Option(
      names = "--sas-file",
      paramLabel = "F",
      description = "A shared access signature of Azure's.")
  private Optional<Path> sasFile = Optional.empty();

  @Option(
      names = "--credentials-file",
      paramLabel = "F",
      description = "The JSON key of a service account of Google's.")
  private Optional<Path> credentialsFile = Optional.empty();

  @Option(
      names = "--credentials",
      paramLabel = "chain|profile=NAME|instance",
      description = "Where AWS's tools would find them.")
  private Optional<String> credentials = Optional.empty();

  @Option(names = "--anonymous", description = "Show it nothing: what everybody may read.")
  private boolean anonymous;

  @Option(names = "--read-only", description = "Never write or delete anything there.")
  private boolean readOnly;

  @Option(
      names = "--allow-private",
      description = "Let its endpoint be an address that is not public.")
  private boolean allowPrivate;

  @Option(
      names = "--budget",
      paramLabel = "100GiB/30d",
      description = "How many bytes may be read there in a time.")
  private Optional<String> budget = Optional.empty();

  @Option(
      names = "--max-requests",
      paramLabel = "N/1d",
      description = "How many requests may be made there in a time.")
  private Optional<String> maxRequests = Optional.empty();

  @Option(
      names = "--replace",
      description = "Give the origin of this name, at this place, these settings and credentials.")
  private boolean replace;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  OriginAddCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    OriginInput asked =
        new OriginInput(
            name,
            type,
            bucket,
            endpoint,
            region,
            prefix,
            account,
            pathStyle,
            Optional.of(readOnly),
            Optional.of(allowPrivate),
            budget,
            maxRequests,
            access());
    common.show(
        console,
        node.connect(console)
            .post(replace ? "origins?replace=true" : "origins", asked, OriginReport.class),
        added -> {
          console.line("Added " + OriginCommand.line(added));
          console.line("Try it with: origin test %s".formatted(added.name()));
        });
    return ExitCode.OK;
  }

  private OriginInput.Access access() {
    if (anonymous && credentials.isPresent()) {
      throw new CliException("give either --anonymous or --credentials");
    }
    return new OriginInput.Access(
        accessKey,
        secretKeyFile.map(OriginAddCommand::secret),
        sessionTokenFile.map(OriginAddCommand::secret),
        accountKeyFile.map(OriginAddCommand::secret),
        sasFile.map(OriginAddCommand::secret),
        credentialsFile.map(OriginAddCommand::secret),
        anonymous ? Optional.of("anonymous") : credentials);
  }

  private static Secret secret(Path file) {
    try {
      return SecretFiles.read(file);
    } catch (ConfigException e) {
      throw new CliException(String.valueOf(e.getMessage()), e);
    }
  }
}
