package io.horizonpush.node.admin;

import io.horizonpush.iroh.index.TransferTable.Search;
import io.horizonpush.node.admin.TransferControl.Order;
import io.horizonpush.node.config.EnumWords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The admin API's paths about bytes on their way from and to other members. Immutable. */
final class TransferRoutes {

  static final String TRANSFERS = "/admin/v1/transfers";

  private static final String ONE = TRANSFERS + "/{number}";

  /** The parameters of the query that are fields of a search. */
  private static final List<String> SEARCHED =
      List.of("state", "purpose", "direction", "bucket", "prefix", "peer", "text");

  private final TransferControl control;

  TransferRoutes(TransferControl control) {
    this.control = control;
  }

  List<AdminRoute> routes() {
    return Stream.concat(
            Stream.of(
                AdminRoute.get(
                    TRANSFERS,
                    request ->
                        AdminResponse.json(200, control.list(search(request), request.page()))),
                AdminRoute.get(
                    ONE, request -> AdminResponse.json(200, control.transfer(number(request))))),
            Stream.of(Order.values()).map(this::order))
        .toList();
  }

  private AdminRoute order(Order order) {
    return AdminRoute.post(
        ONE + "/" + EnumWords.of(order),
        request -> AdminResponse.json(200, control.order(number(request), order)));
  }

  private static Search search(AdminRequest request) {
    Map<String, String> fields = new HashMap<>();
    SEARCHED.forEach(name -> request.parameter(name).ifPresent(value -> fields.put(name, value)));
    return AdminJson.read(fields, Search.class);
  }

  private static long number(AdminRequest request) {
    return request.number("a transfer");
  }
}
