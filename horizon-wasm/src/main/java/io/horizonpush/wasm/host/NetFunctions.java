package io.horizonpush.wasm.host;

import io.horizonpush.s3.request.HttpCharacters;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.net.NetAnswer;
import io.horizonpush.wasm.net.NetClient;
import io.horizonpush.wasm.net.NetRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** {@code horizonpush:net}: requests to servers that are granted. Confined to its instance. */
final class NetFunctions {

  static final String NAME = "horizonpush:net";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LARGEST_HEAD = 32 << 10;
  private static final int LARGEST_BODY = 1 << 20;

  private final Scope scope;
  private final NetClient client;
  private final Grants grants;

  private NetFunctions(Scope scope) {
    this.scope = scope;
    this.client = scope.plugin().services().net();
    this.grants = scope.plugin().grants();
  }

  static HostModule of(Scope scope) {
    NetFunctions net = new NetFunctions(scope);
    return new HostModule(NAME, scope)
        .add("request", "iiii", "i", net::request)
        .add("status", "i", "i", net::status)
        .add("header", "iiiii", "i", net::header)
        .add("read", "iii", "i", net::read);
  }

  private long request(GuestArguments arguments) {
    String head = arguments.text(0, LARGEST_HEAD);
    byte[] body = arguments.bytes(2, LARGEST_BODY);
    NetRequest request = NetRequest.parse(head, body).orElseThrow(Errno.INVALID::error);
    if (!grants.mayReach(request.tls(), request.host(), request.port())) {
      throw Errno.FORBIDDEN.error();
    }
    scope.handles().requireRoom();
    scope.countOperation();
    boolean everywhere = grants.privateAddresses();
    Answered answered = new Answered();
    int handle = scope.handles().add(answered);
    try {
      answered.step(
          scope, PATIENCE, () -> answered.answer.keep(client.send(request, everywhere, PATIENCE)));
      return handle;
    } catch (RuntimeException | Error e) {
      scope.handles().remove(handle);
      answered.close();
      throw e;
    }
  }

  private long status(GuestArguments arguments) {
    return answered(arguments).answer.get().status();
  }

  private Answered answered(GuestArguments arguments) {
    return scope.handles().get(arguments.integer(0), Answered.class);
  }

  private long header(GuestArguments arguments) {
    Answered answered = answered(arguments);
    arguments.requireBuffer(3);
    String name = arguments.text(1, HeaderRules.LONGEST_NAME);
    if (!HttpCharacters.isToken(name)) {
      throw Errno.INVALID.error();
    }
    Optional<String> value = answered.answer.get().header(name.toLowerCase(Locale.ROOT));
    return arguments.give(3, value.orElseThrow(Errno.NOT_FOUND::error));
  }

  private long read(GuestArguments arguments) {
    Answered answered = answered(arguments);
    int capacity = arguments.capacity(1);
    byte[] bytes =
        capacity == 0
            ? new byte[0]
            : answered.step(scope, PATIENCE, () -> answered.answer.get().read(capacity));
    arguments.memory().write(arguments.integer(1), bytes, 0, bytes.length);
    return bytes.length;
  }

  /** An answer that is open. */
  private static final class Answered extends SteppedHandle {

    private final Pending<NetAnswer> answer = new Pending<>(NetAnswer::close);

    @Override
    public void close() {
      answer.close();
    }
  }
}
