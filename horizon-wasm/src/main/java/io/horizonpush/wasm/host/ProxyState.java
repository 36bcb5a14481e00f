package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.Side;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * What an instance of a proxy-wasm plugin is at, beside its {@link Scope}: the bodies that it sees,
 * the answer that it gives, and where the node puts what it asks for. Confined to its instance.
 */
final class ProxyState {

  private static final int MOST_HEADERS = 64;

  private final ProxyShared shared;
  private final ProxyBody request = new ProxyBody();
  private final ProxyBody response = new ProxyBody();
  private IntUnaryOperator allocator = length -> 0;

  ProxyState(ProxyShared shared) {
    this.shared = shared;
  }

  ProxyShared shared() {
    return shared;
  }

  ProxyBody request() {
    return request;
  }

  ProxyBody response() {
    return response;
  }

  /** Takes memory of the guest's; 0 where it has none. */
  void allocateBy(IntUnaryOperator guests) {
    allocator = guests;
  }

  /** Begins a request: nothing is left of the one before. */
  void begin() {
    request.take();
    response.take();
  }

  /** Puts bytes into new memory of the guest's, and writes where and how many they are. */
  long give(GuestArguments arguments, int pointer, int length, byte[] bytes) {
    arguments.requireRoom(pointer, Integer.BYTES);
    arguments.requireRoom(length, Integer.BYTES);
    if (bytes.length > GuestArguments.LARGEST_RESULT) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    int at = 0;
    if (bytes.length > 0) {
      at = allocator.applyAsInt(bytes.length);
      if (at == 0 || !arguments.memory().contains(at, bytes.length)) {
        return ProxyStatus.INTERNAL_FAILURE.code();
      }
      arguments.memory().write(at, bytes, 0, bytes.length);
    }
    arguments.put(pointer, little(at));
    arguments.put(length, little(bytes.length));
    return ProxyStatus.OK.code();
  }

  long give(GuestArguments arguments, int pointer, int length, String text) {
    return give(arguments, pointer, length, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] little(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  static byte[] little(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  /** Makes the answer of the call, in the place of whatever else there would be. */
  static void answer(AnswerDraft draft, int status, List<HeaderField> headers, byte[] body) {
    if (headers.size() > MOST_HEADERS) {
      throw Errno.TOO_LARGE.error();
    }
    List<HeaderField> checked = new ArrayList<>();
    for (HeaderField header : headers) {
      String name = HeaderRules.name(header.name());
      HeaderRules.requireWritable(Side.ANSWER, name);
      HeaderRules.requireValue(header.value());
      checked.add(new HeaderField(name, header.value()));
    }
    draft.reply(status, body);
    checked.forEach(header -> draft.set(header.name(), header.value()));
  }

  /** Text that is a part of memory, whatever bytes it has. */
  static Optional<String> text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') >= 0 ? Optional.empty() : Optional.of(text);
  }
}
