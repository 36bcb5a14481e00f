package io.horizonpush.node;

import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.admin.StartReport;
import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.data.RootKey;
import io.horizonpush.node.keys.NewKey;
import io.horizonpush.s3.model.Owner;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The text that a start writes to standard output. The only place that ever shows the root key's
 * secret, and only at the start that made it.
 *
 * @param timeToReady since the process began
 */
record Banner(
    NodeStatus status, RootKey rootKey, Owner owner, Access access, Duration timeToReady) {

  /**
   * How clients get in.
   *
   * @param trustedUnsigned which unsigned requests act for the root owner; nothing where none do
   * @param toTrust the certificate that they have to be told to trust; nothing if there is none
   */
  record Access(Optional<String> trustedUnsigned, Optional<Path> toTrust) {}

  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        """

        HorizonPush %s is ready after %d ms

          S3       %s/s3
          Admin    %s
          Data     %s
          Node id  %s
        """
            .formatted(
                status.version(),
                timeToReady.toMillis(),
                status.endpoints().s3Url(),
                status.endpoints().adminUrl(),
                status.dataDirectory(),
                status.endpoints().nodeId()));
    access
        .trustedUnsigned()
        .ifPresent(
            whose ->
                text.append("  Unsigned requests act for the root owner: ")
                    .append(whose)
                    .append('\n'));
    if (rootKey.fresh()) {
      text.append(
          """

            This is the root key. It is shown only now; %s keeps it.
              export AWS_ACCESS_KEY_ID=%s
              export AWS_SECRET_ACCESS_KEY=%s
          """
              .formatted(
                  status.dataDirectory().resolve("root.key"),
                  rootKey.accessKeyId(),
                  rootKey.secretAccessKey().value()));
    }
    return text.append("\n  Try      ").append(command()).append("\n\n").toString();
  }

  /** For programs: one line. */
  String json() {
    Optional<NewKey> made =
        rootKey.fresh()
            ? Optional.of(new NewKey(rootKey.accessKeyId(), rootKey.secretAccessKey(), owner))
            : Optional.empty();
    return AdminJson.write(new StartReport(status, timeToReady, made)) + "\n";
  }

  private String command() {
    return "aws --endpoint-url %s/s3%s s3 mb s3://horizon_bucket%s"
        .formatted(
            localUrl(),
            access.toTrust().map(file -> " --ca-bundle " + file).orElse(""),
            access.trustedUnsigned().isPresent() ? " --no-sign-request" : "");
  }

  /** A URL that works on this machine and that is easy to read. */
  private String localUrl() {
    URI url = URI.create(status.endpoints().s3Url());
    boolean here = url.getHost().equals("127.0.0.1") || url.getHost().equals("0.0.0.0");
    boolean secure = url.getScheme().equals("https");
    return here ? new HostPort("localhost", url.getPort()).url(secure) : url.toString();
  }
}
