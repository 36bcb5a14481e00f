package io.horizonpush.wasm.abi;

import io.horizonpush.wasm.engine.GuestException;
import java.nio.ByteBuffer;

/**
 * An instance of a plugin, whatever ABI it speaks: the lifecycle of a request as methods. Confined
 * to one guest thread at a time, on which its methods run. After a {@link GuestException} it is of
 * no use.
 *
 * @param <C> what a request is to it
 */
public interface PluginInstance<C> {

  /**
   * Begins a request, an event or a tick.
   *
   * @throws IllegalStateException if another one has not ended
   */
  void begin(C request);

  AuthVerdict authorize();

  LookupVerdict cacheLookup();

  HeadAction onRequest();

  /**
   * Passes a chunk of the request's body.
   *
   * @param chunk at most 64 KiB; read to its end
   * @param end whether it is the last
   */
  BodyAction onRequestBody(ByteBuffer chunk, boolean end);

  HeadAction onResponse();

  /**
   * Passes a chunk of the answer's body.
   *
   * @param chunk at most 64 KiB; read to its end
   * @param end whether it is the last
   */
  BodyAction onResponseBody(ByteBuffer chunk, boolean end);

  StoreVerdict cacheStore();

  /** Tells it that the request is over. */
  void onDone();

  /** Tells it what happened; false to be told again later. */
  boolean onEvent(PluginEvent event);

  void onTick();

  /**
   * Ends what was begun, also behind a failure: whatever it had open for it is closed. Idempotent.
   */
  void end();

  /** What its memory takes now, in bytes. */
  long memoryBytes();
}
