package io.horizonpush.node.cli;

import io.horizonpush.node.tls.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "tls",
    description = "Make a certificate for a first try of TLS.",
    synopsisSubcommandLabel = "COMMAND")
final class TlsCommand implements Runnable {

  private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "::1");

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  TlsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "make-self-signed is missing");
  }

  private record Made(Path certificateFile, Path keyFile, List<String> names, Instant end) {}

  @Command(
      name = "make-self-signed",
      description = "Make a certificate that vouches for itself, and say how to use it.")
  int makeSelfSigned(
      @Parameters(
              paramLabel = "NAME",
              arity = "0..*",
              description =
                  "Host names and addresses that clients will use; else localhost, 127.0.0.1, ::1.")
          List<String> names,
      @Option(
              names = "--dir",
              paramLabel = "DIR",
              defaultValue = ".",
              description = "Write certificate.pem and key.pem here; else where you are.")
          Path directory,
      @Option(
              names = "--days",
              paramLabel = "NUMBER",
              defaultValue = "365",
              description = "How long it is valid; else 365.")
          int days,
      @Option(names = "--force", description = "Replace files that are there.") boolean force,
      @Mixin CommonOptions common) {
    List<String> all = names == null ? LOCAL : names;
    if (days < 1) {
      throw new ParameterException(spec.commandLine(), "--days must be at least 1");
    }
    Path folder = directory.toAbsolutePath().normalize();
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    for (Path file : List.of(certificate, key)) {
      if (!force && Files.exists(file)) {
        throw new CliException(
            file + " is there already: name another --dir, or say --force to replace it");
      }
    }
    common.show(console, make(all, days, certificate, key), this::explain);
    return ExitCode.OK;
  }

  private Made make(List<String> names, int days, Path certificate, Path key) {
    try {
      SelfSigned made = SelfSigned.make(names, days);
      Files.createDirectories(certificate.toAbsolutePath().getParent());
      made.write(certificate, key);
      return new Made(certificate, key, names, made.certificate().getNotAfter().toInstant());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CliException("cannot make the certificate: " + e.getMessage(), e);
    }
  }

  private void explain(Made made) {
    console.line(
        """
        A certificate for %1$s, until %2$s.

        The node uses it with these lines of horizon.yaml
          s3:
            tls:
              certificate-file: %3$s
              key-file: %4$s
        or with these options of start-server
          --set s3.tls.certificate-file=%3$s --set s3.tls.key-file=%4$s

        Clients trust it with
          export AWS_CA_BUNDLE=%3$s
          curl --cacert %3$s https://%5$s:3000/health/ready\
        """
            .formatted(
                String.join(", ", made.names()),
                made.end(),
                made.certificateFile(),
                made.keyFile(),
                host(made.names().getFirst())));
  }

  private static String host(String name) {
    return name.contains(":") ? "[" + name + "]" : name;
  }
}
