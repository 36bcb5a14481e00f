package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The heads of a request as proxy-wasm shows them: with pseudo headers, and changed as far as
 * plugins of the native ABI may change them. What may not be changed is refused. Confined to its
 * instance.
 */
final class ProxyHeaders {

  private final Scope scope;

  ProxyHeaders(Scope scope) {
    this.scope = scope;
  }

  /** All of a side, pseudo headers first. */
  List<HeaderField> all(Side side) {
    List<HeaderField> all = new ArrayList<>();
    RequestView view = scope.view();
    switch (side) {
      case REQUEST -> {
        pseudo(all, ":method", view.property(Property.METHOD));
        pseudo(all, ":path", view.property(Property.PATH));
        pseudo(all, ":authority", first(view.headers(side), "host"));
      }
      case ANSWER -> pseudo(all, ":status", view.property(Property.STATUS));
    }
    boolean credentials = scope.plugin().grants().credentials();
    view.headers(side).stream()
        .filter(header -> credentials || !HeaderRules.isCredential(header.name()))
        .forEach(all::add);
    return all;
  }

  private static void pseudo(List<HeaderField> all, String name, Optional<String> value) {
    value.ifPresent(text -> all.add(new HeaderField(name, text)));
  }

  private static Optional<String> first(List<HeaderField> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equals(name))
        .findFirst()
        .map(HeaderField::value);
  }

  Optional<String> find(Side side, String name) {
    List<String> values =
        all(side).stream()
            .filter(header -> header.name().equalsIgnoreCase(name))
            .map(HeaderField::value)
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
  }

  void add(Side side, String name, String value) {
    set(side, name, find(side, name).map(before -> before + ", " + value).orElse(value));
  }

  void set(Side side, String name, String value) {
    requireWritable(side, name, value);
    if (!scope.view().setHeader(side, HeaderRules.name(name), value)) {
      throw Errno.FORBIDDEN.error();
    }
  }

  void remove(Side side, String name) {
    if (find(side, name).isPresent()) {
      requireWritable(side, name, "");
      boolean _ = scope.view().removeHeader(side, HeaderRules.name(name));
    }
  }

  /** Makes the headers of a side these; if one of them may not be changed, none is. */
  void replaceAll(Side side, List<HeaderField> wanted) {
    List<HeaderField> before = all(side);
    List<HeaderField> set =
        wanted.stream()
            .filter(each -> !find(side, each.name()).equals(Optional.of(joined(wanted, each))))
            .map(each -> new HeaderField(each.name(), joined(wanted, each)))
            .distinct()
            .toList();
    List<String> removed =
        before.stream()
            .map(HeaderField::name)
            .filter(name -> wanted.stream().noneMatch(each -> each.name().equalsIgnoreCase(name)))
            .distinct()
            .toList();
    set.forEach(each -> requireWritable(side, each.name(), each.value()));
    removed.forEach(name -> requireWritable(side, name, ""));
    removed.forEach(name -> remove(side, name));
    set.forEach(each -> set(side, each.name(), each.value()));
  }

  private static String joined(List<HeaderField> headers, HeaderField of) {
    return String.join(
        ", ",
        headers.stream()
            .filter(each -> each.name().equalsIgnoreCase(of.name()))
            .map(HeaderField::value)
            .toList());
  }

  private void requireWritable(Side side, String name, String value) {
    scope.require(side == Side.REQUEST ? Moment.REQUEST : Moment.RESPONSE);
    if (name.startsWith(":")) {
      throw Errno.FORBIDDEN.error();
    }
    HeaderRules.requireWritable(side, HeaderRules.name(name));
    HeaderRules.requireValue(value);
  }
}
