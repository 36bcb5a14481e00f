package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.ExpectedOwners;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.ResolvedBuckets;
import io.horizonpush.s3.request.S3Input;
import java.util.List;
import java.util.Optional;

/** The filters in their order, with the operation at their end. Thread-safe. */
public final class Chain {

  private final List<Filter> filters;
  private final Admission admission;
  private final Operation operation;

  /**
   * @param admission decides about requests that a filter rewrites
   */
  public Chain(List<Filter> filters, Admission admission, Operation operation) {
    this.filters = List.copyOf(filters);
    this.admission = admission;
    this.operation = operation;
  }

  /** A request for this chain, not yet authorised. */
  public S3Request<?> request(
      Caller caller,
      RequestHead head,
      ExpectedOwners expectedOwners,
      S3Input input,
      ResolvedBuckets buckets,
      RequestBody body) {
    return new S3Request<>(caller, head, expectedOwners, input, buckets, body);
  }

  /**
   * Passes a request that has been authorised through the filters to its operation.
   *
   * @throws S3Exception what it fails with
   */
  public S3Response proceed(S3Request<?> request) {
    if (filters.isEmpty()) {
      return operation.run(request);
    }
    return switch (from(0, request)) {
      case Outcome.Answered(S3Response response) -> response;
      case Outcome.Failed(S3Exception error) -> throw error;
    };
  }

  private Outcome from(int index, S3Request<?> request) {
    try {
      return index == filters.size()
          ? new Outcome.Answered(operation.run(request))
          : apply(filters.get(index), new Link(index, request));
    } catch (RuntimeException e) {
      return new Outcome.Failed(S3Exception.of(e));
    }
  }

  private static Outcome apply(Filter filter, Link link) {
    try {
      return filter.apply(new FilteredRequest(link.request, link.request), link);
    } catch (RuntimeException | Error e) {
      link.answered.ifPresent(S3Response::close);
      throw e;
    } finally {
      link.spent = true;
    }
  }

  /** What follows one filter of one request. Confined to the request's thread. */
  private final class Link implements Next {

    private final int index;
    private final S3Request<?> request;
    private boolean spent;
    private Optional<S3Response> answered = Optional.empty();

    private Link(int index, S3Request<?> request) {
      this.index = index;
      this.request = request;
    }

    @Override
    public Outcome proceed(FilteredRequest changed) {
      return pass(changed, take(changed));
    }

    @Override
    public Outcome rewritten(FilteredRequest changed, Rewrite rewrite) {
      S3Request<?> taken = take(changed);
      S3Input input = RewrittenInput.at(rewrite, taken.input());
      try {
        S3Request<?> moved = taken.with(input, admission.resolve(input));
        admission.authorize(moved);
        return pass(changed, moved);
      } catch (S3Exception e) {
        return new Outcome.Failed(e);
      }
    }

    private S3Request<?> take(FilteredRequest changed) {
      if (spent) {
        throw new IllegalStateException("A filter passes its request on once, before it returns");
      }
      spent = true;
      return changed.of(request);
    }

    private Outcome pass(FilteredRequest changed, S3Request<?> passed) {
      Outcome outcome;
      try {
        outcome = from(index + 1, passed);
      } finally {
        changed.closeReplacements();
      }
      if (outcome instanceof Outcome.Answered(S3Response response)) {
        answered = Optional.of(response);
      }
      return outcome;
    }
  }
}
