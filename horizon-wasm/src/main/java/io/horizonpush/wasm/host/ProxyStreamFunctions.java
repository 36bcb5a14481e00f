package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.Side;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What proxy-wasm's host offers of a request: its heads, its bodies, and an answer in its place.
 * Confined to its instance.
 */
final class ProxyStreamFunctions {

  private static final int LONGEST_BODY = 1 << 20;
  private static final int LONGEST_HEADERS = 64 << 10;

  private final Scope scope;
  private final ProxyState state;
  private final ProxyHeaders headers;

  private ProxyStreamFunctions(Scope scope, ProxyState state, ProxyHeaders headers) {
    this.scope = scope;
    this.state = state;
    this.headers = headers;
  }

  static void addTo(HostModule module, Scope scope, ProxyState state, ProxyHeaders headers) {
    ProxyStreamFunctions stream = new ProxyStreamFunctions(scope, state, headers);
    module
        .add("proxy_get_header_map_size", "ii", "i", stream::size)
        .add("proxy_get_header_map_pairs", "iii", "i", stream::pairs)
        .add("proxy_set_header_map_pairs", "iii", "i", stream::setPairs)
        .add("proxy_get_header_map_value", "iiiii", "i", stream::value)
        .add("proxy_add_header_map_value", "iiiii", "i", stream::add)
        .add("proxy_replace_header_map_value", "iiiii", "i", stream::replace)
        .add("proxy_remove_header_map_value", "iii", "i", stream::remove)
        .add("proxy_get_buffer_bytes", "iiiii", "i", stream::bytes)
        .add("proxy_set_buffer_bytes", "iiiii", "i", stream::setBytes)
        .add("proxy_get_buffer_status", "iii", "i", stream::status)
        .add("proxy_send_local_response", "iiiiiiii", "i", stream::respond);
  }

  /** The side of a map; nothing for one that no request has. */
  private static Optional<Side> side(GuestArguments arguments) {
    return switch (arguments.integer(0)) {
      case 0 -> Optional.of(Side.REQUEST);
      case 2 -> Optional.of(Side.ANSWER);
      default -> Optional.empty();
    };
  }

  private long size(GuestArguments arguments) {
    arguments.requireRoom(1, Integer.BYTES);
    if (side(arguments).isEmpty()) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    int size = ProxyPairs.write(headers.all(side(arguments).get())).length;
    arguments.put(1, ProxyState.little(size));
    return ProxyStatus.OK.code();
  }

  private long pairs(GuestArguments arguments) {
    return side(arguments).isEmpty()
        ? ProxyStatus.BAD_ARGUMENT.code()
        : state.give(arguments, 1, 2, ProxyPairs.write(headers.all(side(arguments).get())));
  }

  private long setPairs(GuestArguments arguments) {
    byte[] pairs = arguments.bytes(1, LONGEST_HEADERS);
    if (side(arguments).isEmpty()) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    headers.replaceAll(side(arguments).get(), ProxyPairs.read(pairs));
    return ProxyStatus.OK.code();
  }

  private long value(GuestArguments arguments) {
    String name = arguments.text(1, HeaderRules.LONGEST_NAME);
    arguments.requireRoom(3, Integer.BYTES);
    arguments.requireRoom(4, Integer.BYTES);
    if (side(arguments).isEmpty()) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    Optional<String> value = headers.find(side(arguments).get(), name);
    return value.isEmpty()
        ? ProxyStatus.NOT_FOUND.code()
        : state.give(arguments, 3, 4, value.get());
  }

  private long add(GuestArguments arguments) {
    return change(arguments, headers::add);
  }

  private long replace(GuestArguments arguments) {
    return change(arguments, headers::set);
  }

  /** What is done with a header. */
  @FunctionalInterface
  private interface Change {
    void of(Side side, String name, String value);
  }

  private static long change(GuestArguments arguments, Change change) {
    String name = arguments.text(1, HeaderRules.LONGEST_NAME);
    String value = arguments.text(3, HeaderRules.LONGEST_VALUE);
    if (side(arguments).isEmpty()) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    change.of(side(arguments).get(), name, value);
    return ProxyStatus.OK.code();
  }

  private long remove(GuestArguments arguments) {
    String name = arguments.text(1, HeaderRules.LONGEST_NAME);
    if (side(arguments).isEmpty()) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    headers.remove(side(arguments).get(), name);
    return ProxyStatus.OK.code();
  }

  /** The body of a number, while it is the one that the plugin is called for. */
  private Optional<ProxyBody> body(int number) {
    return switch (number) {
      case 0 -> Optional.of(state.request()).filter(_ -> scope.moment() == Moment.REQUEST_BODY);
      case 1 -> Optional.of(state.response()).filter(_ -> scope.moment() == Moment.RESPONSE_BODY);
      default -> Optional.empty();
    };
  }

  /** What can be read under a number: a body, or the settings. */
  private Optional<byte[]> readable(int number, long start, long most) {
    return switch (number) {
      case 0, 1 -> body(number).map(each -> each.part(start, most));
      case 6 -> Optional.of(new byte[0]);
      case 7 ->
          scope
              .plugin()
              .settings()
              .find("")
              .map(
                  text -> {
                    ProxyBody settings = new ProxyBody();
                    settings.replace(0, 0, text.getBytes(StandardCharsets.UTF_8));
                    return settings.part(start, most);
                  });
      default -> Optional.empty();
    };
  }

  private long bytes(GuestArguments arguments) {
    arguments.requireRoom(3, Integer.BYTES);
    arguments.requireRoom(4, Integer.BYTES);
    long start = Integer.toUnsignedLong(arguments.integer(1));
    long most = Math.min(LONGEST_BODY, Integer.toUnsignedLong(arguments.integer(2)));
    Optional<byte[]> part = readable(arguments.integer(0), start, most);
    return part.isEmpty() ? ProxyStatus.NOT_FOUND.code() : state.give(arguments, 3, 4, part.get());
  }

  private long setBytes(GuestArguments arguments) {
    byte[] with = arguments.bytes(3, LONGEST_BODY);
    Optional<ProxyBody> body = body(arguments.integer(0));
    if (body.isEmpty()) {
      return ProxyStatus.NOT_FOUND.code();
    }
    if (!mayWrite()) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    long start = Integer.toUnsignedLong(arguments.integer(1));
    long length = Integer.toUnsignedLong(arguments.integer(2));
    if (body.get().length() + (long) with.length > scope.plugin().manifest().bodies().hold()) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    body.get().replace(start, length, with);
    return ProxyStatus.OK.code();
  }

  private boolean mayWrite() {
    var bodies = scope.plugin().manifest().bodies();
    return (scope.moment() == Moment.REQUEST_BODY ? bodies.request() : bodies.response())
        == BodyAccess.WRITE;
  }

  private long status(GuestArguments arguments) {
    arguments.requireRoom(1, Integer.BYTES);
    arguments.requireRoom(2, Integer.BYTES);
    Optional<byte[]> all = readable(arguments.integer(0), 0, Integer.MAX_VALUE);
    if (all.isEmpty()) {
      return ProxyStatus.NOT_FOUND.code();
    }
    arguments.put(1, ProxyState.little(all.get().length));
    arguments.put(2, ProxyState.little(0));
    return ProxyStatus.OK.code();
  }

  private long respond(GuestArguments arguments) {
    arguments.length(1, LONGEST_BODY); // Details for other hosts' logs.
    byte[] body = arguments.bytes(3, GuestArguments.LARGEST_RESULT);
    byte[] pairs = arguments.bytes(5, LONGEST_HEADERS);
    scope.require(Moment.REQUEST, Moment.REQUEST_BODY, Moment.RESPONSE, Moment.RESPONSE_BODY);
    int status = arguments.integer(0);
    if (status < 200 || status > 599) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    ProxyState.answer(scope.answer(), status, ProxyPairs.read(pairs), body);
    return ProxyStatus.OK.code();
  }
}
