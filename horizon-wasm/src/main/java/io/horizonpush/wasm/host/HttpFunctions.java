package io.horizonpush.wasm.host;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.Side;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code horizonpush:http}: the request, and what becomes of it. Confined to its instance. */
final class HttpFunctions {

  static final String NAME = "horizonpush:http";

  private static final int LONGEST_TEXT = 16 << 10;
  private static final int LONGEST_KEY = 1_024;
  private static final int LONGEST_TAG = 256;
  private static final int LARGEST_CHUNK = 1 << 20;
  private static final long LONGEST_TTL = Duration.ofDays(365).toMillis();

  private final Scope scope;

  private HttpFunctions(Scope scope) {
    this.scope = scope;
  }

  static HostModule of(Scope scope) {
    HttpFunctions http = new HttpFunctions(scope);
    return new HostModule(NAME, scope)
        .add("property", "iii", "i", http::property)
        .add("query", "iiii", "i", http::query)
        .add("header_get", "iiiii", "i", http::headerGet)
        .add("header_at", "iiii", "i", http::headerAt)
        .add("header_set", "iiiii", "i", http::headerSet)
        .add("header_remove", "iii", "i", http::headerRemove)
        .add("rewrite", "iiii", "i", http::rewrite)
        .add("identify", "ii", "i", http::identify)
        .add("reply", "iii", "i", http::reply)
        .add("deny", "iiii", "i", http::deny)
        .add("emit", "ii", "i", http::emit)
        .add("cache_key", "ii", "i", http::cacheKey)
        .add("cache_ttl", "I", "i", http::cacheTtl)
        .add("cache_tag", "ii", "i", http::cacheTag);
  }

  private long property(GuestArguments arguments) {
    arguments.requireBuffer(1);
    Property property = Property.of(arguments.integer(0)).orElseThrow(Errno.INVALID::error);
    Optional<String> value =
        property == Property.ENTRY_NAME
            ? Optional.of(scope.plugin().entry())
            : scope.view().property(property);
    return arguments.give(1, value.orElseThrow(Errno.NOT_FOUND::error));
  }

  private long query(GuestArguments arguments) {
    arguments.requireBuffer(2);
    String name = arguments.text(0, LONGEST_TEXT);
    if (HeaderRules.isSignatureParameter(name) && !scope.plugin().grants().credentials()) {
      throw Errno.FORBIDDEN.error();
    }
    return arguments.give(2, scope.view().query(name).orElseThrow(Errno.NOT_FOUND::error));
  }

  private long headerGet(GuestArguments arguments) {
    arguments.requireBuffer(3);
    Side side = side(arguments);
    String name = HeaderRules.name(arguments.text(1, HeaderRules.LONGEST_NAME));
    if (HeaderRules.isCredential(name) && !scope.plugin().grants().credentials()) {
      throw Errno.FORBIDDEN.error();
    }
    List<HeaderField> found =
        headers(side).stream().filter(header -> header.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw Errno.NOT_FOUND.error();
    }
    return arguments.give(
        3, found.stream().map(HeaderField::value).collect(Collectors.joining(", ")));
  }

  private long headerAt(GuestArguments arguments) {
    arguments.requireBuffer(2);
    boolean all = scope.plugin().grants().credentials();
    HeaderField found =
        headers(side(arguments)).stream()
            .filter(header -> all || !HeaderRules.isCredential(header.name()))
            .skip(Integer.toUnsignedLong(arguments.integer(1)))
            .findFirst()
            .orElseThrow(Errno.NOT_FOUND::error);
    return arguments.give(2, found.name() + ": " + found.value());
  }

  private List<HeaderField> headers(Side side) {
    return side == Side.ANSWER && scope.answer().hasHead()
        ? scope.answer().headers()
        : scope.view().headers(side);
  }

  private static Side side(GuestArguments arguments) {
    return switch (arguments.integer(0)) {
      case 0 -> Side.REQUEST;
      case 1 -> Side.ANSWER;
      default -> throw Errno.INVALID.error();
    };
  }

  private long headerSet(GuestArguments arguments) {
    Side side = side(arguments);
    String name = HeaderRules.name(arguments.text(1, HeaderRules.LONGEST_NAME));
    String value = arguments.text(3, HeaderRules.LONGEST_VALUE);
    HeaderRules.requireWritable(side, name);
    HeaderRules.requireValue(value);
    if (side == Side.ANSWER && scope.answer().hasHead()) {
      scope.answer().set(name, value);
      return 0;
    }
    requireMomentOf(side);
    return taken(scope.view().setHeader(side, name, value));
  }

  private long headerRemove(GuestArguments arguments) {
    Side side = side(arguments);
    String name = HeaderRules.name(arguments.text(1, HeaderRules.LONGEST_NAME));
    HeaderRules.requireWritable(side, name);
    boolean removed;
    if (side == Side.ANSWER && scope.answer().hasHead()) {
      removed = scope.answer().remove(name);
    } else {
      requireMomentOf(side);
      removed = scope.view().removeHeader(side, name);
    }
    if (!removed) {
      throw Errno.NOT_FOUND.error();
    }
    return 0;
  }

  private void requireMomentOf(Side side) {
    scope.require(side == Side.REQUEST ? Moment.REQUEST : Moment.RESPONSE);
  }

  private static long taken(boolean taken) {
    if (!taken) {
      throw Errno.INVALID.error();
    }
    return 0;
  }

  private long rewrite(GuestArguments arguments) {
    String bucket = arguments.text(0, LONGEST_KEY);
    String key = arguments.text(2, LONGEST_KEY);
    scope.require(Moment.REQUEST);
    if (!scope.plugin().grants().rewrite()) {
      throw Errno.FORBIDDEN.error();
    }
    return taken(scope.view().rewrite(given(bucket), given(key)));
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private long identify(GuestArguments arguments) {
    String principal = arguments.text(0, LONGEST_TAG);
    scope.require(Moment.AUTHORIZE);
    if (!scope.plugin().grants().mayIdentify(principal)) {
      throw Errno.FORBIDDEN.error();
    }
    scope.identify(principal);
    return 0;
  }

  private long reply(GuestArguments arguments) {
    int status = arguments.integer(0);
    byte[] body = arguments.bytes(1, GuestArguments.LARGEST_RESULT);
    requireAnswerable();
    if (status < 200 || status > 599) {
      throw Errno.INVALID.error();
    }
    scope.answer().reply(status, body);
    return 0;
  }

  private void requireAnswerable() {
    scope.require(
        Moment.CACHE_LOOKUP,
        Moment.REQUEST,
        Moment.REQUEST_BODY,
        Moment.RESPONSE,
        Moment.RESPONSE_BODY);
  }

  private long deny(GuestArguments arguments) {
    String code = arguments.text(0, LONGEST_TAG);
    String message = arguments.text(2, LONGEST_KEY);
    if (scope.moment() != Moment.AUTHORIZE) {
      requireAnswerable();
    }
    HeaderRules.requireValue(message);
    scope.answer().deny(error(code), message);
    return 0;
  }

  private static S3ErrorCode error(String code) {
    for (S3ErrorCode each : S3ErrorCode.values()) {
      if (each.code().equals(code)) {
        return each;
      }
    }
    throw Errno.INVALID.error();
  }

  private long emit(GuestArguments arguments) {
    byte[] bytes = arguments.bytes(0, LARGEST_CHUNK);
    scope.require(Moment.REQUEST_BODY, Moment.RESPONSE_BODY);
    BodyAccess access =
        scope.moment() == Moment.REQUEST_BODY
            ? scope.plugin().manifest().bodies().request()
            : scope.plugin().manifest().bodies().response();
    if (access != BodyAccess.WRITE) {
      throw Errno.FORBIDDEN.error();
    }
    scope.emit(bytes);
    return 0;
  }

  private long cacheKey(GuestArguments arguments) {
    byte[] key = arguments.bytes(0, LONGEST_KEY);
    scope.require(Moment.CACHE_LOOKUP);
    scope.cache().key(key);
    return 0;
  }

  private long cacheTtl(GuestArguments arguments) {
    scope.require(Moment.CACHE_STORE);
    long millis = arguments.number(0);
    if (millis < 0 || millis > LONGEST_TTL) {
      throw Errno.INVALID.error();
    }
    scope.cache().ttl(Duration.ofMillis(millis));
    return 0;
  }

  private long cacheTag(GuestArguments arguments) {
    String tag = arguments.text(0, LONGEST_TAG);
    scope.require(Moment.CACHE_STORE);
    scope.cache().tag(tag);
    return 0;
  }
}
