package io.horizonpush.node.process;

import io.horizonpush.node.process.VersionBook.Lock;
import io.horizonpush.node.process.VersionBook.Name;
import io.horizonpush.node.process.VersionBook.Pending;
import io.horizonpush.node.process.VersionBook.Period;
import io.horizonpush.node.process.VersionBook.Version;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that write versions and delete markers, remove some by their ids and lock others, and
 * remember what they were promised. Each owns its keys.
 */
final class VersionWorkload {

  /** It keeps versions. */
  static final String VERSIONS = "crash-versions";

  /** It keeps versions, which can be locked. */
  static final String LOCKS = "crash-locks";

  private static final int CLIENTS = 4;
  private static final int KEYS = 4;

  /** With more versions of a key than these, clients remove rather than write. */
  private static final int MOST_VERSIONS = 12;

  private final VersionBook book = new VersionBook();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong removed = new AtomicLong();
  private final AtomicLong locked = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final long seed;

  VersionWorkload(long seed) {
    this.seed = seed;
  }

  /** The number of changes that were answered with success so far. */
  long acknowledged() {
    return written.get() + removed.get() + locked.get();
  }

  /** What there is to say of a run. */
  String figures() {
    return "%d versions and markers written, %d removed by id, %d locks set, %d removals refused"
        .formatted(written.get(), removed.get(), locked.get(), refused.get());
  }

  /** Lets the clients work until the node is gone. */
  void run(HttpClient http, URI endpoint, int round, ExecutorService threads) {
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      Random random = new Random(seed + 97L * round + number);
      threads.execute(() -> new Client(http, endpoint, number, random).run());
    }
  }

  /** What is wrong after a crash; settles what was uncertain. */
  List<String> check(HttpClient http, URI endpoint) throws IOException {
    return new VersionChecks(http, endpoint, book).run(List.of(VERSIONS, LOCKS));
  }

  static HttpRequest.Builder request(URI endpoint, Name name, String query) {
    return HttpRequest.newBuilder(
        URI.create(endpoint + "/" + name.bucket() + "/" + name.key() + query));
  }

  /** The removal of a version. */
  static HttpRequest.Builder removal(URI endpoint, Name name, String id, boolean bypass) {
    return request(endpoint, name, "?versionId=" + id)
        .header("x-amz-bypass-governance-retention", Boolean.toString(bypass))
        .DELETE();
  }

  /** One client, confined to its thread. */
  private final class Client {

    private final HttpClient http;
    private final URI endpoint;
    private final int number;
    private final Random random;

    Client(HttpClient http, URI endpoint, int number, Random random) {
      this.http = http;
      this.endpoint = endpoint;
      this.number = number;
      this.random = random;
    }

    void run() {
      try {
        boolean going = true;
        while (going) {
          going = changeOnce();
        }
      } catch (IOException e) {
        // The node is gone, which is what the test is about; the key stays uncertain.
      }
    }

    private boolean changeOnce() throws IOException {
      Name name =
          new Name(
              random.nextInt(3) == 0 ? VERSIONS : LOCKS,
              "client-" + number + "/key-" + random.nextInt(KEYS));
      List<Version> versions = book.of(name).versions();
      int kind = random.nextInt(100);
      if (versions.isEmpty() || (kind < 45 && versions.size() < MOST_VERSIONS)) {
        return write(name, random.nextInt(5) > 0);
      }
      Version version = versions.get(random.nextInt(versions.size()));
      boolean removes = kind < 75 || version.body().isEmpty() || name.bucket().equals(VERSIONS);
      return removes
          ? remove(name, version, random.nextBoolean())
          : kind < 88 ? retain(name, version) : hold(name, version);
    }

    private boolean write(Name name, boolean object) throws IOException {
      Lock lock = object && name.bucket().equals(LOCKS) ? lock() : Lock.NONE;
      Optional<Body> body =
          object ? Optional.of(new Body(random.nextLong(), size())) : Optional.empty();
      book.change(name, state -> state.with(new Pending.Write(body, lock)));
      HttpRequest.Builder request = request(endpoint, name, "");
      lock.period()
          .ifPresent(
              each ->
                  request
                      .header("x-amz-object-lock-mode", each.mode())
                      .header("x-amz-object-lock-retain-until-date", each.until().toString()));
      if (lock.hold()) {
        request.header("x-amz-object-lock-legal-hold", "ON");
      }
      HttpResponse<byte[]> answer =
          BucketClient.send(
              http,
              body.isPresent()
                  ? request.PUT(BodyPublishers.ofByteArray(body.get().bytes()))
                  : request.DELETE());
      String id = answer.headers().firstValue("x-amz-version-id").orElse("");
      return done(
          "a write of " + name,
          answer,
          written,
          () -> book.change(name, state -> state.written(new Version(id, body, lock))));
    }

    private int size() {
      int kind = random.nextInt(10);
      return kind < 6
          ? random.nextInt(8193)
          : kind < 9 ? random.nextInt(64 << 10) : random.nextInt(1 << 20);
    }

    private Lock lock() {
      return switch (random.nextInt(8)) {
        case 0, 1 -> new Lock(Optional.of(period(random.nextInt(20) == 0)), false);
        case 2 -> new Lock(Optional.empty(), true);
        default -> Lock.NONE;
      };
    }

    private Period period(boolean compliance) {
      Instant end = Instant.now().plus(10L + random.nextInt(30), ChronoUnit.DAYS);
      return new Period(
          compliance ? "COMPLIANCE" : "GOVERNANCE", end.truncatedTo(ChronoUnit.SECONDS));
    }

    private boolean remove(Name name, Version version, boolean bypass) throws IOException {
      if (version.lock().refuses(bypass)) {
        return refusal(name, version, bypass);
      }
      book.change(name, state -> state.with(new Pending.Removal(version.id())));
      HttpResponse<byte[]> answer =
          BucketClient.send(http, removal(endpoint, name, version.id(), bypass));
      return done(
          "the removal of " + version + " of " + name,
          answer,
          removed,
          () -> book.change(name, state -> state.without(version.id())));
    }

    /** A removal that a lock rules out. */
    private boolean refusal(Name name, Version version, boolean bypass) throws IOException {
      int status =
          BucketClient.send(http, removal(endpoint, name, version.id(), bypass)).statusCode();
      if (status != 403 && status != 503) {
        book.fault("the removal of locked " + version + " of " + name + " answers " + status);
      }
      refused.incrementAndGet();
      return status == 403;
    }

    /** A longer retention or, where that is possible, none. */
    private boolean retain(Name name, Version version) throws IOException {
      Optional<Period> old = version.lock().period();
      Optional<Period> asked =
          old.isEmpty()
              ? Optional.of(period(random.nextInt(20) == 0))
              : old.get().isCompliance() || random.nextInt(3) == 0
                  ? old.map(each -> new Period(each.mode(), each.until().plus(1, ChronoUnit.DAYS)))
                  : Optional.empty();
      String document =
          asked
              .map(
                  each ->
                      "<Retention><Mode>%s</Mode><RetainUntilDate>%s</RetainUntilDate></Retention>"
                          .formatted(each.mode(), each.until()))
              .orElse("<Retention/>");
      return lock(name, version, new Lock(asked, version.lock().hold()), "retention", document);
    }

    private boolean hold(Name name, Version version) throws IOException {
      boolean on = !version.lock().hold();
      String document = "<LegalHold><Status>" + (on ? "ON" : "OFF") + "</Status></LegalHold>";
      return lock(name, version, new Lock(version.lock().period(), on), "legal-hold", document);
    }

    private boolean lock(Name name, Version version, Lock lock, String what, String document)
        throws IOException {
      book.change(name, state -> state.with(new Pending.Locking(version.id(), lock)));
      HttpResponse<byte[]> answer =
          BucketClient.send(
              http,
              request(endpoint, name, "?" + what + "&versionId=" + version.id())
                  .header("x-amz-bypass-governance-retention", "true")
                  .PUT(BodyPublishers.ofString(document)));
      return done(
          "another " + what + " of " + version + " of " + name,
          answer,
          locked,
          () -> book.change(name, state -> state.locked(version.id(), lock)));
    }

    /**
     * What follows an answer; false when the node refused, as it does when it is shutting down or
     * read-only.
     */
    private boolean done(
        String what, HttpResponse<byte[]> answer, AtomicLong count, Runnable kept) {
      boolean success = answer.statusCode() / 100 == 2;
      if (success) {
        kept.run();
        count.incrementAndGet();
      } else if (answer.statusCode() < 500) {
        book.fault(what + " answers " + answer.statusCode());
      }
      return success;
    }
  }
}
