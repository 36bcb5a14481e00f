package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What is in the memory of a plugin from {@link PluginBuilder#RESULTS} on. */
record Kept(ByteBuffer bytes) {

  /** Where a test lets the host write texts; {@link #AT} in here. */
  static final int OUT = PluginBuilder.RESULTS + 0x100;

  static final int AT = 0x100;

  static Kept of(Answer answer) {
    return new Kept(((Answer.Reply) answer).body().duplicate().order(ByteOrder.LITTLE_ENDIAN));
  }

  /** What the host gave and wrote while a plugin saw a request. */
  static Kept ofRequest(TestingPlugins plugins, PluginBuilder plugin, WasmBytes... steps) {
    WasmBytes all = WasmBytes.of();
    for (WasmBytes step : steps) {
      all.bytes(step.build());
    }
    plugin.on("hp_on_request", 3, all, plugin.reply(PluginBuilder.RESULTS, 0x1000));
    NativeInstance instance = plugins.begun(plugin);
    Kept kept = after(plugins, instance);
    plugins.threads.run(
        thread -> {
          instance.end();
          return kept;
        });
    return kept;
  }

  /** What is there now: the plugin's answer to a request holds it. */
  static Kept after(TestingPlugins plugins, NativeInstance instance) {
    HeadAction action = plugins.threads.run(thread -> instance.onRequest());
    return of(((HeadAction.Respond) action).answer());
  }

  int result(int at) {
    return bytes.getInt(at);
  }

  long wide(int at) {
    return bytes.getLong(at);
  }

  byte[] read(int at, int length) {
    byte[] read = new byte[length];
    bytes.get(at, read);
    return read;
  }

  String text(int at, int length) {
    return new String(read(at, length), StandardCharsets.UTF_8);
  }
}
