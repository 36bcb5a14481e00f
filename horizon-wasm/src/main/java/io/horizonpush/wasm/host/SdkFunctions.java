package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.host.PluginSinks.Kind;
import io.horizonpush.wasm.host.PluginSinks.Level;
import io.horizonpush.wasm.host.PluginSinks.Measurement;
import io.horizonpush.wasm.pool.GuestThread;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code horizonpush:sdk}: what every plugin may use. Confined to its instance. */
final class SdkFunctions {

  static final String NAME = "horizonpush:sdk";

  private static final int LONGEST_LINE = 4 << 10;
  private static final int LONGEST_NAME = 1_024;
  private static final int LONGEST_VARIABLE = 4 << 10;
  private static final int LONGEST_TAG = 256;
  private static final int MOST_METRICS = 32;
  private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Scope scope;

  private SdkFunctions(Scope scope) {
    this.scope = scope;
  }

  static HostModule of(Scope scope) {
    SdkFunctions sdk = new SdkFunctions(scope);
    HostModule module =
        new HostModule(NAME, scope)
            .add("log", "iii", "", sdk::log)
            .add("config", "iiii", "i", sdk::config)
            .add("metric_add", "iiF", "i", call -> sdk.measure(Kind.ADD, call))
            .add("metric_set", "iiF", "i", call -> sdk.measure(Kind.SET, call))
            .add("metric_observe", "iiF", "i", call -> sdk.measure(Kind.OBSERVE, call))
            .add("time", "", "I", sdk::time)
            .add("random", "ii", "i", sdk::random)
            .add("var_get", "iiii", "i", sdk::varGet)
            .add("var_set", "iiii", "i", sdk::varSet)
            .add("cache_invalidate", "ii", "i", sdk::cacheInvalidate)
            .add("node_id", "i", "i", sdk::nodeId)
            .add("deadline", "", "I", sdk::deadline);
    HashFunctions.addTo(module, scope);
    return module;
  }

  /** Uses once what guests use; see {@link HashFunctions#warmUp}. */
  static void warmUp() {
    HashFunctions.warmUp();
    RANDOM.nextBytes(new byte[1]);
    METRIC.matcher("a").matches();
  }

  private long log(GuestArguments arguments) {
    Level level = level(arguments.integer(0));
    int length = Math.min(arguments.length(1, Integer.MAX_VALUE), LONGEST_LINE);
    // A line that is cut may end within a character, and one of no text is still worth reading.
    String text = new String(arguments.part(arguments.integer(1), length), StandardCharsets.UTF_8);
    scope.outbox().log(level, text, length);
    return 0;
  }

  private static Level level(int number) {
    return switch (number) {
      case 1 -> Level.ERROR;
      case 2 -> Level.WARN;
      case 3 -> Level.INFO;
      case 4 -> Level.DEBUG;
      default -> throw Errno.INVALID.error();
    };
  }

  private long config(GuestArguments arguments) {
    arguments.requireBuffer(2);
    String name = arguments.text(0, LONGEST_NAME);
    return arguments.give(
        2, scope.plugin().settings().find(name).orElseThrow(Errno.NOT_FOUND::error));
  }

  private long measure(Kind kind, GuestArguments arguments) {
    String name = arguments.text(0, LONGEST_NAME);
    double value = arguments.real(2);
    if (!METRIC.matcher(name).matches()
        || !Double.isFinite(value)
        || (kind == Kind.ADD && value < 0)) {
      throw Errno.INVALID.error();
    }
    if (!scope.metrics().contains(name)) {
      if (scope.metrics().size() == MOST_METRICS) {
        throw Errno.BUDGET.error();
      }
      scope.metrics().add(name);
    }
    if (!scope.outbox().measure(new Measurement(kind, name, value))) {
      throw Errno.BUDGET.error();
    }
    return 0;
  }

  private long time(GuestArguments arguments) {
    return scope.plugin().services().clock().millis();
  }

  private long random(GuestArguments arguments) {
    byte[] bytes = new byte[arguments.length(0, GuestArguments.LARGEST_RESULT)];
    RANDOM.nextBytes(bytes);
    arguments.put(0, bytes);
    return 0;
  }

  private long varGet(GuestArguments arguments) {
    arguments.requireBuffer(2);
    String name = arguments.text(0, LONGEST_NAME);
    Optional<byte[]> value = scope.variables().find(name);
    return arguments.give(2, value.orElseThrow(Errno.NOT_FOUND::error));
  }

  private long varSet(GuestArguments arguments) {
    String name = arguments.text(0, LONGEST_NAME);
    byte[] value = arguments.bytes(2, LONGEST_VARIABLE);
    if (name.isEmpty()) {
      throw Errno.INVALID.error();
    }
    if (!scope.variables().set(name, value)) {
      throw Errno.BUDGET.error();
    }
    return 0;
  }

  private long cacheInvalidate(GuestArguments arguments) {
    String tag = arguments.text(0, LONGEST_TAG);
    if (scope.moment() == Moment.INIT) {
      throw Errno.WRONG_PHASE.error();
    }
    if (!scope.outbox().invalidate(tag)) {
      throw Errno.BUDGET.error();
    }
    return 0;
  }

  private long nodeId(GuestArguments arguments) {
    return arguments.put(0, scope.plugin().services().node().bytes());
  }

  private long deadline(GuestArguments arguments) {
    return GuestThread.current().left().toMillis();
  }
}
