package io.horizonpush.node.cli;

import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.trial.CaseException;
import io.horizonpush.wasm.trial.CaseRunner;
import io.horizonpush.wasm.trial.PluginBench;
import io.horizonpush.wasm.trial.PluginLint;
import io.horizonpush.wasm.trial.TrialGround;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that run plugins alone, without a node, in their own process. */
final class PluginTrialCommands {

  private static final long LONGEST_CASE = 16 << 20;

  private PluginTrialCommands() {}

  private static PluginFile read(TrialGround ground, String file) {
    try {
      return ground.read(PluginInput.plugin(file));
    } catch (RefusedPluginException e) {
      throw new CliException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Runs a plugin against cases. */
  @Command(
      name = "test",
      description =
          "Run a plugin alone against cases, with bodies cut in every way; without a CASE all of"
              + " cases/*.json beside it, or beside its target folder.")
  static final class Test implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "FILE")
    private String file = "";

    @Parameters(index = "1..*", paramLabel = "CASE")
    private List<Path> cases = new ArrayList<>();

    @Mixin private final CommonOptions common = new CommonOptions();

    Test(Console console) {
      this.console = console;
    }

    /** What came of all of them. */
    private record Tried(int passed, int failed, List<OfCase> cases) {}

    /** What came of one. */
    private record OfCase(String file, String name, List<String> problems) {}

    @Override
    public Integer call() {
      try (TrialGround ground = new TrialGround()) {
        CaseRunner runner = new CaseRunner(ground, read(ground, file));
        List<OfCase> results = new ArrayList<>();
        for (Path each : found()) {
          results.add(run(runner, each));
        }
        int failed = (int) results.stream().filter(each -> !each.problems().isEmpty()).count();
        common.show(console, new Tried(results.size() - failed, failed, results), this::print);
        if (failed > 0) {
          throw new CliException("%d of %d cases failed".formatted(failed, results.size()));
        }
        return ExitCode.OK;
      }
    }

    private OfCase run(CaseRunner runner, Path each) {
      try {
        CaseRunner.Result result = runner.run(PluginInput.read(each.toString(), LONGEST_CASE));
        return new OfCase(each.toString(), result.name(), result.problems());
      } catch (CaseException | RefusedPluginException e) {
        return new OfCase(each.toString(), "", List.of(String.valueOf(e.getMessage())));
      }
    }

    private List<Path> found() {
      if (!cases.isEmpty()) {
        return cases;
      }
      Path beside = Optional.ofNullable(Path.of(file).toAbsolutePath().getParent()).orElseThrow();
      for (Path folder : List.of(beside.resolve("cases"), beside.resolveSibling("cases"))) {
        List<Path> all = in(folder);
        if (!all.isEmpty()) {
          return all;
        }
      }
      throw new CliException("there are no cases in " + beside.resolve("cases"));
    }

    private static List<Path> in(Path folder) {
      if (!Files.isDirectory(folder)) {
        return List.of();
      }
      try (Stream<Path> files = Files.list(folder)) {
        return files.filter(each -> each.toString().endsWith(".json")).sorted().toList();
      } catch (IOException e) {
        throw new CliException("%s cannot be read: %s".formatted(folder, e), e);
      }
    }

    private void print(Tried report) {
      for (OfCase each : report.cases()) {
        String name = each.name().isEmpty() ? each.file() : each.name();
        console.line((each.problems().isEmpty() ? "passed  " : "FAILED  ") + name);
        each.problems().forEach(problem -> console.line("        " + problem));
      }
      console.line("%d passed, %d failed".formatted(report.passed(), report.failed()));
    }
  }

  /** Looks a plugin through. */
  @Command(
      name = "lint",
      description = "Say what a node would refuse about a plugin, and what is likely a mistake.")
  static final class Lint implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "FILE")
    private String file = "";

    @Mixin private final CommonOptions common = new CommonOptions();

    Lint(Console console) {
      this.console = console;
    }

    private record Linted(List<PluginLint.Finding> findings) {}

    @Override
    public Integer call() {
      try (TrialGround ground = new TrialGround()) {
        List<PluginLint.Finding> findings = new PluginLint(ground).look(PluginInput.plugin(file));
        common.show(console, new Linted(findings), this::print);
        if (findings.stream().anyMatch(PluginLint.Finding::refused)) {
          throw new CliException("a node does not take %s as it is".formatted(file));
        }
        return ExitCode.OK;
      }
    }

    private void print(Linted report) {
      if (report.findings().isEmpty()) {
        console.line("Nothing is wrong with it.");
      }
      report
          .findings()
          .forEach(
              each -> console.line((each.refused() ? "REFUSED  " : "unwise   ") + each.text()));
    }
  }

  /** Measures a plugin. */
  @Command(
      name = "bench",
      description = "Measure what a plugin costs: its start, each phase, each MiB of a body.")
  static final class Bench implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "FILE")
    private String file = "";

    @Option(
        names = "--config",
        paramLabel = "JSON|@FILE",
        description = "Its settings, if it needs some.")
    private String config = "{}";

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "1",
        description = "How long each figure is measured, after as long to warm up.")
    private int seconds = 1;

    @Mixin private final CommonOptions common = new CommonOptions();

    Bench(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      try (TrialGround ground = new TrialGround()) {
        PluginBench bench =
            new PluginBench(ground, read(ground, file), Duration.ofSeconds(seconds));
        common.show(console, bench.run(PluginInput.settings(console, config).value()), this::print);
        return ExitCode.OK;
      } catch (RefusedPluginException e) {
        throw new CliException(String.valueOf(e.getMessage()), e);
      } catch (GuestException e) {
        throw new CliException("the plugin failed: " + e.failure().text(), e);
      }
    }

    private void print(PluginBench.Figures figures) {
      console.line("start         %.0f µs".formatted(figures.startMicros()));
      figures
          .phases()
          .forEach(
              each ->
                  console.line(
                      "%-13s %.2f µs a call".formatted(each.phase(), each.microsPerCall())));
      figures
          .bodies()
          .forEach(
              each ->
                  console.line(
                      "%-13s %.0f MB/s"
                          .formatted(each.body() + " body", each.megabytesPerSecond())));
      console.line("memory        %d KiB".formatted(figures.memory() >> 10));
    }
  }
}
