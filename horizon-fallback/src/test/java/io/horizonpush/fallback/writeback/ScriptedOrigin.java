package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.fallback.origin.OriginUpload;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A real origin, whose calls are noted and of which some fail as a test says: before they are made,
 * or after, when their answer is lost. Thread-safe.
 */
public final class ScriptedOrigin implements Origin {

  private final Origin real;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<Event> events = new ArrayList<>();

  public ScriptedOrigin(Origin real) {
    this.real = real;
  }

  /** What happens at a call: what is done before it, and what of it fails. */
  private record Event(String call, Runnable before, What what, OriginFault fault) {

    enum What {
      FAILS,
      ANSWER_IS_LOST,
      NOTHING_FAILS
    }
  }

  /** Makes the next call of a kind fail before anything is sent. */
  public void fail(String call, OriginFault fault) {
    add(new Event(call, () -> {}, Event.What.FAILS, fault));
  }

  /** Makes the next call of a kind, and loses its answer. */
  public void loseAnswer(String call) {
    add(new Event(call, () -> {}, Event.What.ANSWER_IS_LOST, new OriginFault.TimedOut()));
  }

  /** Does something just before the next call of a kind. */
  public void before(String call, Runnable before) {
    add(new Event(call, before, Event.What.NOTHING_FAILS, new OriginFault.TimedOut()));
  }

  private synchronized void add(Event event) {
    events.add(event);
  }

  private synchronized Optional<Event> next(String call) {
    Optional<Event> next = events.stream().filter(each -> each.call().equals(call)).findFirst();
    next.ifPresent(events::remove);
    return next;
  }

  /** What was called so far, in order. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** How often something of a kind was called. */
  public long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  private <T> T call(String call, Supplier<T> made) {
    calls.add(call);
    Optional<Event> event = next(call);
    event.ifPresent(each -> each.before().run());
    Event.What what = event.map(Event::what).orElse(Event.What.NOTHING_FAILS);
    if (what == Event.What.FAILS) {
      throw failed(event.get());
    }
    T answer = made.get();
    if (what == Event.What.ANSWER_IS_LOST) {
      throw failed(event.get());
    }
    return answer;
  }

  private static OriginException failed(Event event) {
    return new OriginException(event.fault(), "as the test says");
  }

  @Override
  public OriginDescription description() {
    return real.description();
  }

  @Override
  public boolean describesWithBytes() {
    return real.describesWithBytes();
  }

  @Override
  public OriginObject head(String key) {
    return call("HEAD", () -> real.head(key));
  }

  @Override
  public Tags tags(String key) {
    return real.tags(key);
  }

  @Override
  public OriginBody open(String key, Optional<ByteRange> range, Optional<String> pin) {
    return real.open(key, range, pin);
  }

  @Override
  public OriginPage list(OriginListing listing) {
    return real.list(listing);
  }

  @Override
  public String put(OriginWrite write, OriginSource source) {
    return call("PUT", () -> real.put(write, source));
  }

  @Override
  public OriginUpload begin(OriginWrite write) {
    return call("BEGIN", () -> new Upload(real.begin(write)));
  }

  @Override
  public OriginUpload resume(OriginWrite write, Secret token) {
    return call("RESUME", () -> new Upload(real.resume(write, token)));
  }

  @Override
  public void delete(String key, Optional<String> tag) {
    boolean _ =
        call(
            "DELETE",
            () -> {
              real.delete(key, tag);
              return true;
            });
  }

  private final class Upload implements OriginUpload {

    private final OriginUpload upload;

    Upload(OriginUpload upload) {
      this.upload = upload;
    }

    @Override
    public Secret token() {
      return upload.token();
    }

    @Override
    public long stored() {
      return upload.stored();
    }

    @Override
    public long pieceLength() {
      return upload.pieceLength();
    }

    @Override
    public void append(OriginSource source) {
      boolean _ =
          call(
              "APPEND",
              () -> {
                upload.append(source);
                return true;
              });
    }

    @Override
    public String complete() {
      return call("COMPLETE", upload::complete);
    }

    @Override
    public void abort() {
      boolean _ =
          call(
              "ABORT",
              () -> {
                upload.abort();
                return true;
              });
    }
  }
}
