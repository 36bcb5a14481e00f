package io.horizonpush.node.cli;

import io.horizonpush.wasm.kit.BuildException;
import io.horizonpush.wasm.kit.Language;
import io.horizonpush.wasm.kit.PluginProject;
import io.horizonpush.wasm.kit.PluginTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands that make plugins, without a node. */
final class PluginKitCommands {

  private PluginKitCommands() {}

  /** A file that was made. */
  private record Made(String file, long bytes) {}

  /** Makes a project. */
  @Command(name = "new", description = "Make a project that builds as it is, with its SDK.")
  static final class New implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "LANG", description = "rust, c or assemblyscript")
    private String language = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Of the plugin, and of its folder.")
    private String name = "";

    @Mixin private final CommonOptions common = new CommonOptions();

    New(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      try {
        PluginTemplate.unpack(Language.of(language), name, Path.of(name));
      } catch (BuildException e) {
        throw new CliException(String.valueOf(e.getMessage()), e);
      }
      common.show(
          console,
          new Made(name, 0),
          made ->
              console.line(
                  "Made %s. Next: horizon-node plugin build %s".formatted(made.file(), name)));
      return ExitCode.OK;
    }
  }

  /** Builds a project. */
  @Command(
      name = "build",
      description = "Compile a project to one file, with its manifest: DIR/target/NAME.wasm.")
  static final class Build implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "DIR")
    private Path directory = Path.of("");

    @Mixin private final CommonOptions common = new CommonOptions();

    Build(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      try {
        PluginProject project = PluginProject.in(directory);
        Path target = project.folder().resolve("target");
        byte[] plugin = project.build(target);
        Path file = target.resolve(project.name() + ".wasm");
        Files.write(file, plugin);
        common.show(
            console,
            new Made(file.toString(), plugin.length),
            made -> console.line("%s: %d bytes".formatted(made.file(), made.bytes())));
        return ExitCode.OK;
      } catch (BuildException e) {
        throw new CliException(String.valueOf(e.getMessage()), e.output(), e);
      } catch (IOException e) {
        throw new CliException("the plugin cannot be written: " + e, e);
      }
    }
  }
}
