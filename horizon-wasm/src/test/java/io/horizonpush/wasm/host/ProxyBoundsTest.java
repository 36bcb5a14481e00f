package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestMemory;
import io.horizonpush.wasm.engine.HostFunction;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every function that plugins of proxy-wasm may import, called with numbers that are no pointers.
 */
class ProxyBoundsTest {

  private static final int SIZE = 4 * 65_536;
  private static final int[] HOSTILE = {
    0, 1, 8, SIZE, SIZE - 1, SIZE + 1, -1, -4, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x7FFF_FFF0
  };

  private final TestingPlugins plugins = new TestingPlugins();
  private final Strict memory = new Strict();

  @AfterEach
  void close() {
    plugins.close();
  }

  /** A memory that nothing outside is read of or written to. */
  private static final class Strict implements GuestMemory {

    private final byte[] bytes = new byte[SIZE];

    @Override
    public long size() {
      return SIZE;
    }

    @Override
    public byte[] read(int address, int length) {
      return Arrays.copyOfRange(bytes, checked(address, length), address + length);
    }

    @Override
    public void write(int address, byte[] from, int offset, int length) {
      System.arraycopy(from, offset, bytes, checked(address, length), length);
    }

    private int checked(int address, int length) {
      if (!contains(address, length)) {
        throw new IndexOutOfBoundsException(address + " and " + length);
      }
      return address;
    }
  }

  static List<String> functions() {
    try (TestingPlugins any = new TestingPlugins()) {
      return offered(begun(any)).stream().map(HostFunction::name).sorted().toList();
    }
  }

  private static Scope begun(TestingPlugins plugins) {
    Scope scope = new Scope(plugins.own(TestingPlugins.LEAST));
    scope.beginRequest(new NativeRequest(Optional.of(plugins.view), plugins.variables, "request"));
    return scope;
  }

  private static List<HostFunction> offered(Scope scope) {
    ProxyState state = new ProxyState(new ProxyShared());
    state.allocateBy(length -> SIZE - 2);
    return ProxyFunctions.of(scope, state).stream()
        .filter(function -> function.module().equals("env"))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void hostileNumbers_areNeverFollowed(String name) {
    Scope scope = begun(plugins);
    HostFunction function =
        offered(scope).stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    Random random = new Random(17);
    long[] arguments = new long[function.type().parameters().size()];

    for (int round = 0; round < 3_000; round++) {
      scope.beginCall(round % 2 == 0 ? Moment.REQUEST : Moment.RESPONSE_BODY);
      Arrays.setAll(arguments, i -> HOSTILE[random.nextInt(HOSTILE.length)]);
      long status;
      try {
        status = function.body().call(memory, arguments);
      } catch (GuestException e) {
        continue;
      } finally {
        scope.endCall();
      }
      assertThat(status)
          .as("%s%s", name, Arrays.toString(arguments))
          .isIn(0L, 1L, 2L, 6L, 8L, 10L, 12L);
    }
    assertThat(plugins.sinks.failures).isEmpty();
  }
}
