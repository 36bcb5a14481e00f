package io.horizonpush.s3.filter;

import java.util.List;

/** What follows a filter: the next filter, and in the end the operation itself. */
@FunctionalInterface
public interface Chain {

  S3Response proceed(S3Request<?> request);

  /** A chain of filters in this order, ended by {@code operation}. */
  static Chain of(List<Filter> filters, Chain operation) {
    Chain chain = operation;
    for (Filter filter : filters.reversed()) {
      Chain next = chain;
      chain = request -> filter.apply(request, next);
    }
    return chain;
  }
}
