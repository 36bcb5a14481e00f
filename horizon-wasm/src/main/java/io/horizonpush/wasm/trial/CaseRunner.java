package io.horizonpush.wasm.trial;

import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.PluginEvent;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.abi.Settings;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.host.NativeInstance;
import io.horizonpush.wasm.host.NativePlugin;
import io.horizonpush.wasm.host.NativeRequest;
import io.horizonpush.wasm.host.RequestVariables;
import io.horizonpush.wasm.trial.PluginCase.Happening;
import io.horizonpush.wasm.trial.PluginCase.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a plugin against cases, each once for every way in which bodies can come. Confined to one
 * thread.
 */
public final class CaseRunner {

  private final TrialGround ground;
  private final PluginFile file;

  public CaseRunner(TrialGround ground, PluginFile file) {
    this.ground = ground;
    this.file = file;
  }

  /**
   * What came of a case.
   *
   * @param name the sentence that it has
   * @param problems what is not as expected, each on a line; none if all is
   */
  public record Result(String name, List<String> problems) {

    public Result {
      problems = List.copyOf(problems);
    }

    public boolean passed() {
      return problems.isEmpty();
    }
  }

  /**
   * Runs the case of a file.
   *
   * @throws CaseException if it is none
   * @throws RefusedPluginException if a node would not take the plugin, whatever its settings
   */
  public Result run(byte[] caseFile) {
    TrialGround.requireNative(file);
    PluginCase read = CaseReader.read(caseFile);
    List<String> problems = new ArrayList<>();
    for (Split split : Split.ALL) {
      List<String> found = run(read, split);
      if (!found.isEmpty()) {
        found.forEach(each -> problems.add("bodies by %s: %s".formatted(split.name(), each)));
        break; // The other ways mostly fail alike.
      }
    }
    return new Result(read.name(), problems);
  }

  private List<String> run(PluginCase read, Split split) {
    Surroundings around = new Surroundings(file.manifest().about().name(), read);
    Settings settings;
    try {
      settings = file.manifest().config().settings(read.settings());
    } catch (RefusedPluginException e) {
      return read.starts() ? List.of(String.valueOf(e.getMessage())) : List.of();
    }
    NativePlugin plugin = plugin(read, around, settings);
    try {
      NativeInstance first = ground.run(thread -> plugin.instantiate());
      return read.starts()
          ? new Run(plugin, around, split, first).steps(read.steps())
          : List.of("it was not to start, and does");
    } catch (GuestException e) {
      return read.starts() ? List.of(withLog(e.failure().text(), around)) : List.of();
    }
  }

  private NativePlugin plugin(PluginCase read, Surroundings around, Settings settings) {
    Grants grants =
        read.grants().map(Grants::of).orElseGet(() -> file.manifest().grants().withValues());
    return NativePlugin.of(ground.compile(file), around.context(file, grants, settings));
  }

  private static String withLog(String problem, Surroundings around) {
    List<String> lines = around.sinks().lines();
    return lines.isEmpty() ? problem : problem + "; its log: " + String.join(" | ", lines);
  }

  /** One run of a case. An instance that failed is replaced, as on a node. */
  private final class Run {

    private final NativePlugin plugin;
    private final Surroundings around;
    private final Split split;
    private Optional<NativeInstance> instance;

    private Run(NativePlugin plugin, Surroundings around, Split split, NativeInstance first) {
      this.plugin = plugin;
      this.around = around;
      this.split = split;
      this.instance = Optional.of(first);
    }

    private List<String> steps(List<Step> steps) {
      for (int i = 0; i < steps.size(); i++) {
        List<String> problems = step(steps.get(i));
        if (!problems.isEmpty()) {
          String where = steps.size() == 1 ? "" : "step %d: ".formatted(i + 1);
          return problems.stream().map(each -> where + each).toList();
        }
      }
      return List.of();
    }

    private List<String> step(Step step) {
      around.sinks().forget();
      around.net().forget();
      step.time().ifPresent(around::setTime);
      Observed observed = happen(step.happening());
      List<String> problems =
          new ArrayList<>(Differences.between(step.expected(), observed, around));
      problems.addAll(around.sinks().failures());
      if (!problems.isEmpty()) {
        problems.set(problems.size() - 1, withLog(problems.getLast(), around));
      }
      return problems;
    }

    private Observed happen(Happening happening) {
      try {
        return ground.run(thread -> on(instance(), happening));
      } catch (GuestException e) {
        instance = Optional.empty();
        Observed failed = new Observed();
        failed.failure = Optional.of(e.failure().text());
        return failed;
      }
    }

    private NativeInstance instance() {
      boolean pooled = file.manifest().running().isolation() == Manifest.Isolation.POOLED;
      NativeInstance used = instance.orElseGet(plugin::instantiate);
      instance = pooled ? Optional.of(used) : Optional.empty();
      return used;
    }

    private Observed on(NativeInstance used, Happening happening) {
      return switch (happening) {
        case Happening.Request request ->
            new RequestTrial(used, file.manifest(), around, split, request).run();
        case Happening.Event(PluginEvent event) -> event(used, event);
        case Happening.Tick() -> {
          aside(used, "tick", used::onTick);
          yield new Observed();
        }
      };
    }

    private Observed event(NativeInstance used, PluginEvent event) {
      Observed observed = new Observed();
      observed.called = isHeard(event);
      if (observed.called) {
        aside(used, "event", () -> observed.again = !used.onEvent(event));
      }
      return observed;
    }

    /** Whether a node would tell it, as far as grant and match say. */
    private boolean isHeard(PluginEvent event) {
      return switch (event) {
        case PluginEvent.ObjectCreated created -> isHeard(created.bucket().value());
        case PluginEvent.ObjectRemoved removed -> isHeard(removed.bucket().value());
        case PluginEvent.EntrySet _, PluginEvent.EntryDeleted _ -> true;
      };
    }

    private boolean isHeard(String bucket) {
      return plugin.context().grants().mayHearOfObjects(bucket);
    }

    private static void aside(NativeInstance used, String id, Runnable call) {
      used.begin(new NativeRequest(Optional.empty(), new RequestVariables(), id));
      try {
        call.run();
      } finally {
        used.end();
      }
    }
  }
}
