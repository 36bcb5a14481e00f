package io.horizonpush.wasm.kit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the build of the examples runs: {@code new}, {@code build} and {@code version}. */
public final class PluginKit {

  private static final String USAGE =
      """
      new LANGUAGE NAME     makes the folder NAME with a plugin in rust, c or assemblyscript
      build FOLDER [FILE]   makes one file of it, FOLDER/target/NAME.wasm if nothing else is said
      version FOLDER        says what compiles it
      """;

  private PluginKit() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      String command = arguments.isEmpty() ? "" : arguments.getFirst();
      int operands = arguments.size() - 1;
      if (command.equals("new") && operands == 2) {
        PluginTemplate.unpack(
            Language.of(arguments.get(1)), arguments.get(2), Path.of(arguments.get(2)));
      } else if (command.equals("build") && (operands == 1 || operands == 2)) {
        build(arguments, out);
      } else if (command.equals("version") && operands == 1) {
        PluginProject project = PluginProject.in(Path.of(arguments.get(1)));
        out.println(Toolchain.version(project.language(), project.folder()));
      } else {
        err.print(USAGE);
        return 2;
      }
      return 0;
    } catch (BuildException e) {
      e.output().lines().forEach(err::println);
      err.println(e.getMessage());
      return 1;
    } catch (IOException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private static void build(List<String> arguments, PrintStream out) throws IOException {
    PluginProject project = PluginProject.in(Path.of(arguments.get(1)));
    Path target = project.folder().resolve("target");
    Path file =
        arguments.size() == 3
            ? Path.of(arguments.get(2)).toAbsolutePath()
            : target.resolve(project.name() + ".wasm");
    byte[] plugin = project.build(target);
    Files.write(file, plugin);
    out.println(file + ": " + plugin.length + " bytes");
  }
}
