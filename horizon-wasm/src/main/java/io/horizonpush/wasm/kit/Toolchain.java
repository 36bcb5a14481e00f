package io.horizonpush.wasm.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The compilers of the three languages, as {@code horizon-wasm/toolchain.sh} installs them for a
 * checkout. Stateless.
 */
public final class Toolchain {

  private static final Path HERE = Path.of("").toAbsolutePath();

  private static final Path HOME = Path.of(System.getProperty("user.home"));

  /** What the engine understands beyond what compilers take for granted, by clang's names. */
  private static final List<String> FEATURES =
      List.of("bulk-memory", "nontrapping-fptoint", "sign-ext");

  /** A feature that Rust 1.63 does not know by its name. */
  private static final String OF_CLANG = "sign-ext";

  private static final String ON_DEBIAN = "on Debian, as root: apt install ";
  private static final String RUST =
      "no rustc with the target wasm32-unknown-unknown is here: rustup target add"
          + " wasm32-unknown-unknown; or "
          + ON_DEBIAN
          + "rustc cargo libstd-rust-dev-wasm32 lld-14";
  private static final String CLANG =
      "clang is missing, which compiles C: " + ON_DEBIAN + "clang-14 lld-14";
  private static final String NODE =
      " is missing, which compiles AssemblyScript: install Node 18 or newer; "
          + ON_DEBIAN
          + "nodejs npm";

  private Toolchain() {}

  /**
   * What compiles a language's projects, as it names itself. Equal sources and versions make equal
   * plugins.
   *
   * @throws BuildException if it is not here
   */
  public static String version(Language language, Path project) {
    List<String> command =
        switch (language) {
          case RUST -> Command.of(rustc(), "--version");
          case C -> Command.of(clang(), "--version");
          case ASSEMBLYSCRIPT -> asc(project, "--version");
        };
    return Command.run(HERE, Map.of(), command).out().lines().findFirst().orElse("").strip();
  }

  /**
   * Compiles a project to a module without a manifest.
   *
   * @param project its folder, absolute
   * @param work a folder for what comes about on the way
   * @return the module
   * @throws BuildException if it does not compile, with what the compiler says
   */
  static Path compile(Language language, Path project, Path work) {
    return switch (language) {
      case RUST -> rust(project, work);
      case C -> c(project, work);
      case ASSEMBLYSCRIPT -> assemblyScript(project, work);
    };
  }

  private static Path rust(Path project, Path work) {
    Path rustc = rustc();
    Path made = work.resolve("rust/wasm32-unknown-unknown/release");
    modules(made).forEach(Toolchain::delete);
    Path cargo = rustc.resolveSibling("cargo");
    Map<String, String> environment =
        Map.of("RUSTC", rustc.toString(), "CARGO_ENCODED_RUSTFLAGS", flags(cargo, project));
    Command.run(
        project,
        environment,
        Command.of(
            cargo,
            "build",
            "--release",
            "--quiet",
            "--target=wasm32-unknown-unknown",
            "--target-dir=" + work.resolve("rust")));
    List<Path> modules = modules(made);
    if (modules.size() != 1) {
      throw new BuildException(
          project
              + " makes "
              + modules.size()
              + " modules: one library of crate-type cdylib is a plugin");
    }
    return modules.getFirst();
  }

  /** What rustc is told beside the profile; no path of this machine stays in a plugin. */
  private static String flags(Path cargo, Path project) {
    Path workspace =
        Path.of(
            Command.run(
                    project,
                    Map.of(),
                    Command.of(cargo, "locate-project", "--workspace", "--message-format=plain"))
                .out()
                .strip());
    String home =
        Optional.ofNullable(System.getenv("CARGO_HOME")).orElse(HOME.resolve(".cargo").toString());
    List<String> flags = new ArrayList<>();
    flags.add("--remap-path-prefix=" + home + "=/cargo");
    flags.add("--remap-path-prefix=" + workspace.getParent() + "=/plugin");
    FEATURES.stream()
        .filter(feature -> !feature.equals(OF_CLANG))
        .forEach(feature -> flags.add("-Ctarget-feature=+" + feature));
    return String.join("\u001f", flags);
  }

  private static Path c(Path project, Path work) {
    Path module = work.resolve("module.wasm");
    List<String> command = Command.of(clang(), "--target=wasm32", "-std=c11", "-Os");
    for (String feature : FEATURES) {
      command.add("-m" + feature);
    }
    command.addAll(List.of("-ffreestanding", "-nostdlib", "-fno-ident", "-Wall", "-Wextra"));
    command.addAll(List.of("-Wl,--no-entry", "-Wl,--gc-sections", "-Wl,--strip-all"));
    command.addAll(lines(project.resolve("compile_flags.txt")));
    files(project.resolve("src"), ".c").forEach(file -> command.add("src/" + file.getFileName()));
    command.addAll(List.of("-o", module.toString()));
    String warnings = Command.run(project, Map.of(), command).err();
    if (!warnings.isBlank()) {
      throw new BuildException(
          project + " is not built: what clang warns of is mostly a defect", warnings);
    }
    return module;
  }

  private static Path assemblyScript(Path project, Path work) {
    Path module = work.resolve("module.wasm");
    if (!Files.exists(project.resolve("node_modules"))) {
      Path npm = Command.find("npm").orElseThrow(() -> new BuildException("npm" + NODE));
      Command.run(
          project,
          Map.of(),
          Command.of(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"));
    }
    List<String> command = asc(project, "assembly/index.ts", "--outFile", module.toString());
    Command.run(project, Map.of(), command);
    return module;
  }

  /** A Rust that has the target, wherever it is: what rustup puts first in the path need not. */
  private static Path rustc() {
    return Command.all("rustc").stream()
        .filter(Toolchain::hasTarget)
        .findFirst()
        .orElseThrow(() -> new BuildException(RUST));
  }

  private static boolean hasTarget(Path rustc) {
    if (!Files.isExecutable(rustc.resolveSibling("cargo"))) {
      return false;
    }
    try {
      String library =
          Command.run(
                  HERE,
                  Map.of(),
                  Command.of(rustc, "--print=target-libdir", "--target=wasm32-unknown-unknown"))
              .out();
      return !files(Path.of(library.strip()), ".rlib").isEmpty();
    } catch (BuildException e) {
      return false;
    }
  }

  private static Path clang() {
    return Command.find("clang-14")
        .or(() -> Command.find("clang"))
        .orElseThrow(() -> new BuildException(CLANG));
  }

  private static List<String> asc(Path project, String... arguments) {
    Path node = Command.find("node").orElseThrow(() -> new BuildException("node" + NODE));
    Path asc = project.resolve("node_modules/assemblyscript/bin/asc.js");
    if (!Files.exists(asc)) {
      throw new BuildException(asc + " is missing: run npm ci in " + project);
    }
    List<String> command = Command.of(node, asc.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<Path> modules(Path folder) {
    return files(folder, ".wasm");
  }

  /** The files of a folder whose names end so, ordered by name; none if there is no such folder. */
  private static List<Path> files(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
