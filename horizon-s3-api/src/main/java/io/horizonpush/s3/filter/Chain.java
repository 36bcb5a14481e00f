package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.ExpectedOwners;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.ResolvedBuckets;
import io.horizonpush.s3.request.S3Input;
import java.util.ArrayList;
import java.util.List;

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
      link.answered.forEach(S3Response::close);
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
    private final List<S3Response> answered = new ArrayList<>(1);

    private Link(int index, S3Request<?> request) {
      this.index = index;
      this.request = request;
    }

    @Override
    public Outcome proceed(FilteredRequest changed) {
      S3Request<?> passed = own(changed);
      spent = true;
      return pass(changed, passed);
    }

    @Override
    public FilteredRequest rewritten(FilteredRequest changed, Rewrite rewrite) {
      S3Request<?> own = own(changed);
      S3Input input = RewrittenInput.at(rewrite, own.input());
      S3Request<?> moved = own.with(input, admission.resolve(input));
      admission.authorize(moved);
      return changed.moved(moved);
    }

    @Override
    public Outcome describe(FilteredRequest changed) {
      S3Request<?> own = own(changed);
      return noted(from(index + 1, own.with(ChangedInput.described(own.input()))));
    }

    @Override
    public Outcome read(FilteredRequest changed) {
      S3Request<?> own = own(changed);
      if (!ChangedInput.isRead(own.input())) {
        throw ChangedInput.has(own.input(), "no object to read");
      }
      return noted(from(index + 1, own));
    }

    private S3Request<?> own(FilteredRequest changed) {
      if (spent) {
        throw new IllegalStateException("A filter passes its request on once, before it returns");
      }
      return changed.of(request);
    }

    private Outcome pass(FilteredRequest changed, S3Request<?> passed) {
      try {
        return noted(from(index + 1, passed));
      } finally {
        changed.closeReplacements();
      }
    }

    /** Remembers an answer, which is closed when the filter that has it fails. */
    private Outcome noted(Outcome outcome) {
      if (outcome instanceof Outcome.Answered(S3Response response)) {
        answered.add(response);
      }
      return outcome;
    }
  }
}
