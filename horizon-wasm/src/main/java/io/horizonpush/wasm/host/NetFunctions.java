package io.horizonpush.wasm.host;

import io.horizonpush.s3.request.HttpCharacters;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.net.NetAnswer;
import io.horizonpush.wasm.net.NetClient;
import io.horizonpush.wasm.net.NetRequest;
import java.io.IOException;
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
    Pending pending = new Pending();
    try {
      return scope
          .handles()
          .add(
              new Answered(
                  scope.await(
                      PATIENCE, () -> pending.take(client.send(request, everywhere, PATIENCE)))));
    } catch (RuntimeException e) {
      pending.abandon();
      throw e;
    }
  }

  private long status(GuestArguments arguments) {
    return answered(arguments).answer.status();
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
    Optional<String> value = answered.answer.header(name.toLowerCase(Locale.ROOT));
    return arguments.give(3, value.orElseThrow(Errno.NOT_FOUND::error));
  }

  private long read(GuestArguments arguments) {
    Answered answered = answered(arguments);
    int capacity = arguments.capacity(1);
    byte[] bytes =
        capacity == 0
            ? new byte[0]
            : answered.step(scope, PATIENCE, () -> answered.answer.read(capacity));
    arguments.memory().write(arguments.integer(1), bytes, 0, bytes.length);
    return bytes.length;
  }

  /** An answer that is open. */
  private static final class Answered extends SteppedHandle {

    private final NetAnswer answer;

    private Answered(NetAnswer answer) {
      this.answer = answer;
    }

    @Override
    public void close() {
      answer.close();
    }
  }

  /** An answer that somebody may not wait for any more when it comes. Thread-safe. */
  private static final class Pending {

    private boolean abandoned;

    private synchronized NetAnswer take(NetAnswer answer) throws IOException {
      if (abandoned) {
        answer.close();
        throw new IOException("Nobody waits for it any more");
      }
      return answer;
    }

    private synchronized void abandon() {
      abandoned = true;
    }
  }
}
