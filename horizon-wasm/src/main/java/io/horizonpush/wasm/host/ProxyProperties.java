package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.Side;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What proxy-wasm calls properties: paths whose parts have a NUL between them. Numbers are written
 * in eight bytes, as other hosts do. Stateless.
 */
final class ProxyProperties {

  private ProxyProperties() {}

  static Optional<byte[]> find(Scope scope, ProxyHeaders headers, String path) {
    String[] parts = path.split("\0", 3);
    String name = parts.length > 1 ? parts[0] + "." + parts[1] : parts[0];
    if (parts.length == 3) {
      return switch (name) {
        case "request.headers" -> text(headers.find(Side.REQUEST, parts[2]));
        case "response.headers" -> text(headers.find(Side.ANSWER, parts[2]));
        default -> Optional.empty();
      };
    }
    RequestView view = scope.view();
    return switch (name) {
      case "request.path" -> text(view.property(Property.PATH));
      case "request.url_path" ->
          text(view.property(Property.PATH).map(each -> each.split("\\?", 2)[0]));
      case "request.host" -> text(headers.find(Side.REQUEST, ":authority"));
      case "request.method" -> text(view.property(Property.METHOD));
      case "request.id" -> text(view.property(Property.REQUEST_ID));
      case "request.protocol" -> text(Optional.of("HTTP/1.1"));
      case "request.size" -> number(view.property(Property.REQUEST_LENGTH));
      case "response.code" -> number(view.property(Property.STATUS));
      case "response.size" -> number(view.property(Property.ANSWER_LENGTH));
      case "source.address" -> text(view.property(Property.CLIENT_ADDRESS));
      case "plugin_name", "plugin_root_id" -> text(Optional.of(scope.plugin().entry()));
      case "node.id" -> text(Optional.of(scope.plugin().services().node().toString()));
      case "horizonpush.bucket" -> text(view.property(Property.BUCKET));
      case "horizonpush.key" -> text(view.property(Property.KEY));
      case "horizonpush.operation" -> text(view.property(Property.OPERATION));
      case "horizonpush.sender" -> text(view.property(Property.SENDER));
      default -> Optional.empty();
    };
  }

  private static Optional<byte[]> text(Optional<String> value) {
    return value.map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<byte[]> number(Optional<String> value) {
    return value.map(text -> ProxyState.little(Long.parseLong(text)));
  }
}
