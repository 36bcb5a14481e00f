package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure.Exited;
import io.horizonpush.wasm.host.PluginSinks.Level;
import io.horizonpush.wasm.host.PluginSinks.LogLine;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The harmless part of WASI, and that the rest is not there. */
class WasiFunctionsTest {

  private static final int OUT = Kept.OUT;
  private static final int VECTORS = 0x6000;

  private final TestingPlugins plugins = new TestingPlugins();
  private final PluginBuilder plugin = new PluginBuilder();

  @AfterEach
  void close() {
    plugins.close();
  }

  private Kept request(WasmBytes... steps) {
    return Kept.ofRequest(plugins, plugin, steps);
  }

  private static byte[] vectors(int... numbers) {
    ByteBuffer table = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int number : numbers) {
      table.putInt(number);
    }
    return table.array();
  }

  @Test
  void whatIsWritten_isLogged() {
    int one = plugin.text("hello ");
    int two = plugin.text("world\n");
    plugin.place(VECTORS, vectors(one, 6, two, 6, 0, -1));

    Kept kept =
        request(
            plugin.keep(0, "wasi.fd_write", 1, VECTORS, 2, OUT),
            plugin.keep(4, "wasi.fd_write", 2, VECTORS, 1, OUT + 4),
            plugin.keep(8, "wasi.fd_write", 3, VECTORS, 1, OUT + 8),
            plugin.keep(12, "wasi.fd_write", 1, VECTORS, 3, OUT + 8),
            plugin.keep(16, "wasi.fd_write", 1, VECTORS, -1, OUT + 8),
            plugin.keep(20, "wasi.fd_write", 1, VECTORS, 0x2000_0000, OUT + 8));

    assertThat(kept.result(0)).isZero();
    assertThat(kept.result(Kept.AT)).isEqualTo(12);
    assertThat(kept.result(8)).isEqualTo(8);
    assertThat(kept.result(12)).as("a vector outside").isEqualTo(21);
    assertThat(kept.result(16)).isEqualTo(28);
    assertThat(kept.result(20)).isEqualTo(28);
    assertThat(plugins.sinks.lines)
        .containsExactly(new LogLine(Level.INFO, "hello world"), new LogLine(Level.WARN, "hello"));
  }

  @Test
  void clocks_areOfMilliseconds_andEnvironmentAndArgumentsAreEmpty() {
    Kept kept =
        request(
            plugin.keep(0, "wasi.clock_time_get", 0, 1L, OUT),
            plugin.keep(4, "wasi.clock_time_get", 1, 1L, OUT + 8),
            plugin.keep(8, "wasi.clock_time_get", 2, 1L, OUT + 16),
            plugin.keep(12, "wasi.args_sizes_get", OUT + 32, OUT + 36),
            plugin.keep(16, "wasi.environ_sizes_get", OUT + 40, OUT + 44),
            plugin.keep(20, "wasi.random_get", OUT + 64, 16),
            plugin.keep(24, "wasi.sched_yield"),
            plugin.keep(28, "wasi.clock_res_get", 0, OUT + 48));

    assertThat(kept.wide(Kept.AT)).isEqualTo(TestingPlugins.NOW.toEpochMilli() * 1_000_000);
    assertThat(kept.wide(Kept.AT + 8) % 1_000_000).isZero();
    assertThat(kept.result(8)).isEqualTo(28);
    assertThat(kept.wide(Kept.AT + 32)).isZero();
    assertThat(kept.wide(Kept.AT + 40)).isZero();
    assertThat(kept.read(Kept.AT + 64, 16)).isNotEqualTo(new byte[16]);
    assertThat(kept.wide(Kept.AT + 48)).isEqualTo(1_000_000);
  }

  @Test
  void filesAndSockets_areNotThere() {
    Kept kept =
        request(
            plugin.keep(0, "wasi.path_open", 3, 0, 0, 1, 0, -1L, -1L, 0, OUT),
            plugin.keep(4, "wasi.fd_read", 0, VECTORS, 1, OUT),
            plugin.keep(8, "wasi.fd_prestat_get", 3, OUT),
            plugin.keep(12, "wasi.sock_send", 3, 0, 0, 0, OUT),
            plugin.keep(16, "wasi.poll_oneoff", 0, OUT, 1, OUT));

    assertThat(kept.result(0)).isEqualTo(52);
    assertThat(kept.result(4)).isEqualTo(8);
    assertThat(kept.result(8)).isEqualTo(8);
    assertThat(kept.result(12)).isEqualTo(52);
    assertThat(kept.result(16)).isEqualTo(52);
  }

  @Test
  void anExit_endsTheCall() {
    plugin.on("hp_on_request", 0, plugin.drop("wasi.proc_exit", 3));
    NativeInstance instance = plugins.begun(plugin);

    assertThat(
            catchThrowableOfType(
                    GuestException.class, () -> plugins.threads.run(thread -> instance.onRequest()))
                .failure())
        .isEqualTo(new Exited(3));
  }
}
