package io.horizonpush.wasm.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.Settings;
import io.horizonpush.wasm.chain.EntryPlan;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.engine.ModuleLimits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An entry of a chain with the plugin {@code chain} of the tests: what it does in each phase is
 * said by one letter, as the plugin's text says. Confined to one thread.
 */
public final class TestingEntry {

  private static final PluginLimits LIMITS =
      new PluginLimits(
          1L << 20, Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(5));

  private final String name;
  private String module = "chain";
  private final List<String> phases = new ArrayList<>();
  private final List<String> fields = new ArrayList<>();
  private final List<String> settings = new ArrayList<>();
  private final List<String> grants = new ArrayList<>();
  private String response = "none";
  private String request = "none";
  private String more = "";
  private OnError onError = OnError.FAIL_CLOSED;
  private int priority;
  private int instances = 2;
  private Match narrowed = Match.ALL;

  private TestingEntry(String name) {
    this.name = name;
  }

  /** An entry that is called in some phases, in which it goes on if nothing else is said. */
  public static TestingEntry of(String name, String... phases) {
    TestingEntry entry = new TestingEntry(name);
    entry.phases.addAll(List.of(phases));
    return entry;
  }

  /** Another module of the tests. */
  public TestingEntry module(String other) {
    module = other;
    return this;
  }

  /** What it does in a phase. */
  public TestingEntry in(String phase, String letter) {
    settings.add("'%s': '%s'".formatted(phase, letter));
    return this;
  }

  /** Another field of the manifest, as JSON with single quotes. */
  public TestingEntry field(String json) {
    fields.add(json);
    return this;
  }

  public TestingEntry grant(String... texts) {
    grants.addAll(List.of(texts));
    return this;
  }

  /** What it does with the bodies of answers. */
  public TestingEntry response(String access) {
    response = access;
    return this;
  }

  /** What it does with the bodies of requests. */
  public TestingEntry request(String access) {
    request = access;
    return this;
  }

  /** What makes the file another one. */
  public TestingEntry version(String text) {
    more = text;
    return this;
  }

  public TestingEntry onError(OnError policy) {
    onError = policy;
    return this;
  }

  public TestingEntry priority(int number) {
    priority = number;
    return this;
  }

  public TestingEntry instances(int most) {
    instances = most;
    return this;
  }

  public TestingEntry narrowed(Match match) {
    narrowed = match;
    return this;
  }

  public EntryPlan plan() {
    PluginFile file = PluginFile.read(bytes(), ModuleLimits.DEFAULT);
    try {
      Settings made =
          file.manifest()
              .config()
              .settings(new ObjectMapper().readTree(json("{" + String.join(",", settings) + "}")));
      return new EntryPlan(
          name, file, Grants.of(grants), made, priority, narrowed, onError, LIMITS, instances);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private byte[] bytes() {
    String manifest =
        "{'abi': 1, 'name': 'chain', 'version': '1.0.0%s', 'phases': [%s], 'body': {'request': '%s',"
                .formatted(
                    more,
                    phases.stream().map(each -> "'" + each + "'").collect(Collectors.joining(",")),
                    request)
            + " 'response': '%s'}, 'grants': [%s], 'config': {'type': 'object'}"
                .formatted(
                    response,
                    grants.stream().map(each -> "'" + each + "'").collect(Collectors.joining(",")))
            + fields.stream().map(each -> ", " + each).collect(Collectors.joining())
            + "}";
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(Guests.bytes(module));
    file.writeBytes(
        WasmBytes.of()
            .custom("horizonpush", json(manifest).getBytes(StandardCharsets.UTF_8))
            .build());
    return file.toByteArray();
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }
}
