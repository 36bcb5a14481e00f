package io.horizonpush.wasm.trial;

import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.host.NativeInstance;
import io.horizonpush.wasm.host.NativePlugin;
import io.horizonpush.wasm.host.NativeRequest;
import io.horizonpush.wasm.host.RequestVariables;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures what a plugin costs: its start, each phase of a request, and each MiB of a body. Of its
 * own calls alone: a node adds what waiting for a thread and an instance takes. Confined to one
 * thread.
 */
public final class PluginBench {

  private static final int CHUNK = 64 << 10;
  private static final double MICROS = 1_000.0;
  private static final double MEGABYTE = 1e6;

  private final TrialGround ground;
  private final PluginFile file;
  private final Duration each;

  /**
   * @param each how long each figure is measured, after as long to warm up
   */
  public PluginBench(TrialGround ground, PluginFile file, Duration each) {
    this.ground = ground;
    this.file = file;
    this.each = each;
  }

  /**
   * What it costs.
   *
   * @param startMicros until an instance is ready
   * @param memory of an instance behind all this, in bytes
   */
  public record Figures(
      double startMicros, List<PhaseCost> phases, List<BodyCost> bodies, long memory) {

    public Figures {
      phases = List.copyOf(phases);
      bodies = List.copyOf(bodies);
    }
  }

  /** What one call takes. */
  public record PhaseCost(String phase, double microsPerCall) {}

  /** How fast a body passes, in millions of bytes a second. */
  public record BodyCost(String body, double megabytesPerSecond) {}

  /**
   * Measures.
   *
   * @param settings a JSON object
   * @throws io.horizonpush.wasm.engine.GuestException if the plugin fails
   * @throws io.horizonpush.wasm.abi.RefusedPluginException if it needs other settings
   */
  public Figures run(String settings) {
    TrialGround.requireNative(file);
    PluginCase nothing =
        new PluginCase(
            "bench",
            settings,
            Optional.empty(),
            new PluginCase.Fixtures(List.of(), List.of(), List.of()),
            true,
            List.of());
    Surroundings around = new Surroundings(file.manifest().about().name(), nothing);
    NativePlugin plugin =
        NativePlugin.of(
            ground.compile(file),
            around.context(
                file,
                file.manifest().grants().withValues(),
                file.manifest().config().settings(settings)));
    double start = micros(() -> ground.run(thread -> plugin.instantiate()));
    NativeInstance instance = ground.run(thread -> plugin.instantiate());
    List<PhaseCost> phases = phases(instance, around);
    List<BodyCost> bodies = bodies(instance, around);
    return new Figures(start, phases, bodies, instance.memoryBytes());
  }

  private List<PhaseCost> phases(NativeInstance instance, Surroundings around) {
    List<PhaseCost> costs = new ArrayList<>();
    Manifest manifest = file.manifest();
    if (manifest.phases().contains(Phase.AUTHORIZE)) {
      costs.add(cost("authorize", instance, around, NativeInstance::authorize));
    }
    if (manifest.phases().contains(Phase.CACHE)) {
      costs.add(cost("cache lookup", instance, around, NativeInstance::cacheLookup));
    }
    if (manifest.phases().contains(Phase.REQUEST)) {
      costs.add(cost("request", instance, around, NativeInstance::onRequest));
    }
    if (manifest.phases().contains(Phase.RESPONSE)) {
      costs.add(cost("response", instance, around, NativeInstance::onResponse));
    }
    return costs;
  }

  private PhaseCost cost(
      String name, NativeInstance instance, Surroundings around, Consumer<NativeInstance> call) {
    double micros =
        ground.run(thread -> micros(() -> around(instance, around, () -> call.accept(instance))));
    return new PhaseCost(name, micros);
  }

  private List<BodyCost> bodies(NativeInstance instance, Surroundings around) {
    List<BodyCost> costs = new ArrayList<>();
    Manifest.Bodies bodies = file.manifest().bodies();
    if (bodies.request() != BodyAccess.NONE) {
      costs.add(speed("request", instance, around, true));
    }
    if (bodies.response() != BodyAccess.NONE) {
      costs.add(speed("response", instance, around, false));
    }
    return costs;
  }

  private BodyCost speed(
      String name, NativeInstance instance, Surroundings around, boolean request) {
    byte[] chunk = text();
    int chunks = 16;
    double micros =
        ground.run(
            thread ->
                micros(
                    () ->
                        around(
                            instance,
                            around,
                            () -> {
                              if (request) {
                                instance.onRequest();
                              } else {
                                instance.onResponse();
                              }
                              for (int i = 0; i < chunks; i++) {
                                pass(instance, request, chunk, i == chunks - 1);
                              }
                            })));
    return new BodyCost(name, chunks * CHUNK / MEGABYTE / (micros / 1e6));
  }

  private static void pass(NativeInstance instance, boolean request, byte[] chunk, boolean end) {
    ByteBuffer bytes = ByteBuffer.wrap(chunk);
    if (request) {
      instance.onRequestBody(bytes, end);
    } else {
      instance.onResponseBody(bytes, end);
    }
  }

  /** What plugins mostly look at. */
  private static byte[] text() {
    byte[] line =
        "2026-01-01T00:00:00Z,ann@example.com,a line of text with 4111 1111 1111 1111 in it\n"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = new byte[CHUNK];
    for (int i = 0; i < chunk.length; i++) {
      chunk[i] = line[i % line.length];
    }
    return chunk;
  }

  private static void around(NativeInstance instance, Surroundings around, Runnable calls) {
    TrialView view = new TrialView(asked(), around);
    view.answered(answered());
    instance.begin(new NativeRequest(Optional.of(view), new RequestVariables(), "BENCH"));
    try {
      calls.run();
    } finally {
      instance.end();
    }
  }

  private static PluginCase.Asked asked() {
    return new PluginCase.Asked(
        S3Operation.GET_OBJECT,
        Optional.of("bench"),
        Optional.of("a/b.txt"),
        Optional.empty(),
        new PluginCase.Line("GET", "/bench/a/b.txt", Map.of(), "BENCH", "127.0.0.1"),
        Map.of("user-agent", Optional.of("bench")),
        Optional.empty(),
        "anonymous");
  }

  private static PluginCase.Answered answered() {
    return new PluginCase.Answered(
        200,
        Optional.empty(),
        Map.of("content-type", Optional.of("text/plain")),
        Bytes.NONE,
        Optional.of("\"0123456789abcdef0123456789abcdef\""),
        Optional.empty(),
        false);
  }

  /** What one run takes, once it is warm. */
  private double micros(Runnable work) {
    repeat(work);
    long begun = System.nanoTime();
    long runs = repeat(work);
    return (System.nanoTime() - begun) / MICROS / runs;
  }

  private long repeat(Runnable work) {
    long until = System.nanoTime() + each.toNanos();
    long runs = 0;
    do {
      work.run();
      runs++;
    } while (System.nanoTime() < until);
    return runs;
  }
}
