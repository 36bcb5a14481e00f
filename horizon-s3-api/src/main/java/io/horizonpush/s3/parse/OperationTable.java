package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.request.S3Operation.Scope;
import io.horizonpush.s3.request.S3Operation.Support;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the operation that a request asks for in the table of {@link S3Operation}. Stateless. */
final class OperationTable {

  private record Route(Scope scope, String method) {}

  /** An operation with its selectors, taken apart once and not for each request. */
  private record Candidate(S3Operation operation, List<Selector> selectors) {

    private static Candidate of(S3Operation operation) {
      return new Candidate(operation, operation.selectors().stream().map(Selector::of).toList());
    }

    private boolean isMet(RequestHead head, QueryParameters query) {
      for (Selector selector : selectors) {
        if (!selector.isMet(head, query)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final Map<Route, List<Candidate>> BY_ROUTE =
      Arrays.stream(S3Operation.values())
          .map(Candidate::of)
          .sorted(Comparator.comparingInt((Candidate each) -> each.selectors().size()).reversed())
          .collect(
              Collectors.groupingBy(
                  each -> new Route(each.operation().scope(), each.operation().method())));

  /**
   * The parameters that turn a request into another operation. Where one is present, the operation
   * must be about it.
   */
  private static final Set<String> SUBRESOURCES =
      Arrays.stream(S3Operation.values())
          .flatMap(operation -> operation.selectors().stream())
          .filter(selector -> !selector.startsWith("@"))
          .map(OperationTable::parameterName)
          .collect(Collectors.toUnmodifiableSet());

  private OperationTable() {}

  /**
   * The operation asked for, which this node supports.
   *
   * @throws S3Exception {@code NotImplemented} for one it does not support or does not know, {@code
   *     MethodNotAllowed} for a method that S3 does not have
   */
  static S3Operation find(Scope scope, RequestHead head, QueryParameters query) {
    for (Candidate candidate : BY_ROUTE.getOrDefault(new Route(scope, head.method()), List.of())) {
      if (candidate.isMet(head, query)) {
        return supported(candidate.operation(), query);
      }
    }
    if (head.method().equals("POST") && scope != Scope.SERVICE && query.names().isEmpty()) {
      refuseOfService(head, query);
      throw scope == Scope.OBJECT ? S3Exception.methodNotAllowed() : noForm();
    }
    if (Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS").contains(head.method())) {
      throw notImplemented("A " + head.method() + " request of this form is not implemented.");
    }
    throw S3Exception.methodNotAllowed()
        .with("Method", head.method())
        .with("Allow", "GET, HEAD, PUT, POST, DELETE");
  }

  /** An operation of the service that a header asks for has a path that looks like a bucket's. */
  private static void refuseOfService(RequestHead head, QueryParameters query) {
    for (Candidate each : BY_ROUTE.getOrDefault(new Route(Scope.SERVICE, "POST"), List.of())) {
      if (each.isMet(head, query)) {
        throw notImplemented(each.operation().operationName() + " is not implemented.");
      }
    }
  }

  /**
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html">AWS: POST
   *     Object</a>
   */
  private static S3Exception noForm() {
    return new S3Exception(
            S3ErrorCode.PRECONDITION_FAILED,
            "At least one of the pre-conditions you specified did not hold")
        .with("Condition", "Bucket POST must be of the enclosure-type multipart/form-data");
  }

  private static S3Operation supported(S3Operation operation, QueryParameters query) {
    if (operation.support() == Support.NO) {
      throw notImplemented(operation.operationName() + " is not implemented.");
    }
    for (String name : query.names()) {
      if (SUBRESOURCES.contains(name) && !belongsTo(name, operation)) {
        throw notImplemented(
            operation.operationName() + " with the parameter " + name + " is not implemented.");
      }
    }
    return operation;
  }

  private static boolean belongsTo(String parameter, S3Operation operation) {
    return operation.selectors().stream()
            .anyMatch(selector -> parameterName(selector).equals(parameter))
        || (parameter.equals("partNumber")
            && (operation == S3Operation.GET_OBJECT || operation == S3Operation.HEAD_OBJECT));
  }

  /**
   * One selector.
   *
   * @param name of the header or parameter that must be present
   * @param value that it must have; nothing for any
   */
  private record Selector(boolean inHeader, String name, Optional<String> value) {

    private static Selector of(String text) {
      boolean inHeader = text.startsWith("@");
      int equals = text.indexOf('=');
      return new Selector(
          inHeader,
          parameterName(text).substring(inHeader ? 1 : 0),
          equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1)));
    }

    private boolean isMet(RequestHead head, QueryParameters query) {
      Optional<String> given =
          inHeader ? head.header(name).map(OperationTable::mediaType) : query.get(name);
      return given.isPresent() && (value.isEmpty() || given.equals(value));
    }
  }

  private static String mediaType(String contentType) {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static String parameterName(String selector) {
    int equals = selector.indexOf('=');
    return equals < 0 ? selector : selector.substring(0, equals);
  }

  private static S3Exception notImplemented(String message) {
    return new S3Exception(S3ErrorCode.NOT_IMPLEMENTED, message);
  }
}
