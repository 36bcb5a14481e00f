package io.horizonpush.s3.pipeline;

import io.horizonpush.s3.auth.Authenticated;
import io.horizonpush.s3.auth.Authenticator;
import io.horizonpush.s3.cors.CrossOrigin;
import io.horizonpush.s3.filter.Admission;
import io.horizonpush.s3.filter.Caller;
import io.horizonpush.s3.filter.Chain;
import io.horizonpush.s3.filter.Identification;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.form.FormUpload;
import io.horizonpush.s3.form.FormUploads;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.parse.ExpectedOwnerHeaders;
import io.horizonpush.s3.parse.UnsupportedHeaders;
import io.horizonpush.s3.payload.PayloadReaders;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.ResolvedBuckets;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.S3Operation;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a request: limits, health, authentication, parsing, identification, the look-up of
 * its buckets, authorisation, the chain of filters with the operation at its end, and the answer.
 * Thread-safe; each request runs on a virtual thread of its own.
 */
public final class S3Pipeline {

  private static final Logger LOG = LoggerFactory.getLogger(S3Pipeline.class);
  private static final OptionalLong EMPTY = OptionalLong.of(0);

  private final Gates gates;
  private final FormUploads forms;
  private final Chain chain;
  private final ErrorPages errors;
  private final HealthPages health;
  private final RequestObserver observer;
  private final LongAnswers longAnswers;

  public S3Pipeline(
      Gates gates,
      Chain chain,
      ErrorPages errors,
      RequestObserver observer,
      LongAnswers longAnswers) {
    this.longAnswers = longAnswers;
    this.gates = gates;
    this.forms = new FormUploads(gates.authenticator(), gates.parser());
    this.chain = chain;
    this.errors = errors;
    this.health = new HealthPages(gates.health());
    this.observer = observer;
  }

  /**
   * What stands between a request's head and the chain.
   *
   * @param health what is asked before anything else
   * @param identification who may be behind a request that nobody signed
   */
  public record Gates(
      HealthProbe health,
      CrossOrigin crossOrigin,
      Authenticator authenticator,
      Function<RequestHead, S3Input> parser,
      Identification identification,
      Admission admission) {}

  /** Answers a request, whatever happens. */
  public void serve(Exchange exchange) {
    Passage passage = new Passage(exchange, RequestId.next());
    try {
      try {
        passage.send(longAnswers.settle(answer(passage)));
      } catch (ConnectionLostException e) {
        LOG.debug("{} {}", passage.id, e.getMessage());
      } catch (Exception | StackOverflowError | LinkageError e) {
        fail(passage, S3Exception.of(e));
      }
    } catch (Throwable e) {
      // Whatever is left, an OutOfMemoryError above all, costs this connection and is no secret.
      exchange.abort();
      if (e instanceof VirtualMachineError error) {
        throw error; // What the thread dies of may be more than this request's.
      }
      LOG.error("{} broke off", passage.id, e);
    }
  }

  private S3Response answer(Passage passage) {
    Exchange exchange = passage.exchange;
    if (exchange.fault().isPresent()) {
      throw exchange.fault().get();
    }
    Optional<S3Response> probe = health.answer(exchange.head());
    if (probe.isPresent()) {
      return probe.get();
    }
    Optional<S3Response> preflight = gates.crossOrigin().preflight(exchange.head());
    if (preflight.isPresent()) {
      return preflight.get();
    }
    Instant now = Instant.now();
    Authenticated authenticated =
        gates.authenticator().authenticate(exchange.head(), exchange.client(), now);
    Principal sender = authenticated.principal();
    passage.sender = Optional.of(sender);
    RequestHead head = authenticated.head();
    S3Input input = gates.parser().apply(head);
    passage.operation = Optional.of(input.operation());
    try (RequestBody body =
        PayloadReaders.open(head, input.operation(), authenticated.payload(), exchange.body())) {
      if (input instanceof ObjectInput.PostForm form) {
        FormUpload upload = forms.open(head, form, passage.caller(), body, now);
        passage.sender = Optional.of(upload.principal());
        return run(passage, head, upload.input(), upload.file());
      }
      return run(passage, head, input, body);
    }
  }

  private S3Response run(Passage passage, RequestHead head, S3Input input, RequestBody body) {
    Caller caller = gates.identification().identify(passage.caller(), head, input);
    passage.sender = Optional.of(caller.principal());
    ResolvedBuckets buckets = gates.admission().resolve(input);
    passage.buckets = Optional.of(buckets);
    S3Request<?> request =
        chain.request(caller, head, ExpectedOwnerHeaders.parse(head), input, buckets, body);
    gates.admission().authorize(request);
    UnsupportedHeaders.refuse(head, input);
    if (body.length().equals(EMPTY)) {
      // Many operations never read an empty body; what was promised about it must hold all the
      // same, and a client that asks whether to go on must hear that it shall.
      body.next();
    }
    return chain.proceed(request);
  }

  private void fail(Passage passage, S3Exception error) {
    passage.error = Optional.of(error.code());
    if (error.code().isTroubleOfTheNode()) {
      LOG.warn("{} failed: {}", passage.id, error.getMessage(), error);
    } else {
      LOG.debug("{} refused: {} {}", passage.id, error.code().code(), error.getMessage());
    }
    if (passage.exchange.begun()) {
      // The client has a status already; only a broken connection can tell it of the failure.
      passage.exchange.abort();
    } else {
      passage.send(errors.render(error, passage.id, passage.exchange.head()));
    }
  }

  /** What becomes known of a request on its way. Confined to its thread until it is sent. */
  private final class Passage {

    private final Exchange exchange;
    private final RequestId id;
    private Optional<Principal> sender = Optional.empty();
    private Optional<S3Operation> operation = Optional.empty();
    private Optional<ResolvedBuckets> buckets = Optional.empty();
    private Optional<S3ErrorCode> error = Optional.empty();

    private Passage(Exchange exchange, RequestId id) {
      this.exchange = exchange;
      this.id = id;
    }

    private Caller caller() {
      return new Caller(id, sender.orElseThrow(), exchange.client());
    }

    private void send(S3Response answer) {
      int status = answer.status();
      exchange.send(decorated(answer), id, progress -> report(status, progress));
    }

    private S3Response decorated(S3Response answer) {
      boolean done = false;
      try {
        S3Response decorated = gates.crossOrigin().decorate(exchange.head(), buckets, answer);
        done = true;
        return decorated;
      } finally {
        if (!done) {
          answer.close();
        }
      }
    }

    private void report(int status, Exchange.Progress progress) {
      RequestHead head = exchange.head();
      observer.completed(
          new RequestObserver.Completed(
              id,
              new RequestObserver.Asked(
                  operation,
                  head.method(),
                  head.rawPath(),
                  sender.flatMap(Principal::provedKey),
                  exchange.client().address()),
              new RequestObserver.Answered(
                  status, error, progress.bytesIn(), progress.bytesOut(), progress.whole()),
              new RequestObserver.Timing(
                  System.nanoTime() - progress.arrivedNanos(),
                  progress.begunNanos() - progress.arrivedNanos())));
    }
  }
}
