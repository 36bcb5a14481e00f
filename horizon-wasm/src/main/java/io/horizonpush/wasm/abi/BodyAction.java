package io.horizonpush.wasm.abi;

import java.nio.ByteBuffer;
import java.util.List;

/** What a plugin says about a chunk of a body, and what it emitted for it. */
public sealed interface BodyAction {

  /** What was emitted takes the chunk's place, in a body that the plugin writes. */
  record Continue(List<ByteBuffer> emitted) implements BodyAction {

    public Continue {
      emitted = List.copyOf(emitted);
    }
  }

  /** The chunk goes on behind what was emitted. */
  record Pass(List<ByteBuffer> emitted) implements BodyAction {

    public Pass {
      emitted = List.copyOf(emitted);
    }
  }

  /** The chunk and all that follows go on behind what was emitted. */
  record Skip(List<ByteBuffer> emitted) implements BodyAction {

    public Skip {
      emitted = List.copyOf(emitted);
    }
  }

  /** As {@link Continue}, and the answer's head waits. Of answers only. */
  record Hold(List<ByteBuffer> emitted) implements BodyAction {

    public Hold {
      emitted = List.copyOf(emitted);
    }
  }

  /** Answer so, or break off where bytes have left already. */
  record Respond(Answer answer) implements BodyAction {}
}
