package io.horizonpush.node.cli;

import io.horizonpush.node.BuildVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Show the version of HorizonPush and of its Java.")
final class VersionCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  VersionCommand(Console console) {
    this.console = console;
  }

  private record Versions(String version, String java) {

    static Versions current() {
      return new Versions(BuildVersion.current(), Runtime.version().toString());
    }

    String line() {
      return "HorizonPush %s (Java %s)".formatted(version, java);
    }
  }

  /** What {@code --version} shows: the same line. */
  static final class Line implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {Versions.current().line()};
    }
  }

  @Override
  public Integer call() {
    common.show(console, Versions.current(), found -> console.line(found.line()));
    return ExitCode.OK;
  }
}
