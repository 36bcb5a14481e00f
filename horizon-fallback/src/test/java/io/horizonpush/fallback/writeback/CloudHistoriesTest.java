package io.horizonpush.fallback.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories of three members that write to a bucket before one origin, while they do not hear of
 * each other, upload late, restart, take over from each other, read through the origin, and do not
 * reach it: it ends equal to the bucket, nothing acknowledged is lost, and nothing older ever goes
 * over what is newer there.
 *
 * <p>{@code HORIZON_CLOUD_HISTORIES} sets their number, {@code HORIZON_HISTORIES_SEED} repeats a
 * run.
 */
@Timeout(3600)
class CloudHistoriesTest {

  private static final int HISTORIES =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_CLOUD_HISTORIES", "4"));

  private static final int MEMBERS = 3;
  private static final int STEPS = 120;
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final List<ObjectKey> KEYS =
      IntStream.range(0, 6).mapToObj(i -> new ObjectKey("key-" + i)).toList();

  @TempDir Path directory;
  private final Origins origins = new Origins(OriginLimits.USUAL);
  private S3ProxyServer server;
  private int uploads;
  private int takeovers;
  private int learnt;

  @BeforeEach
  void startServer() throws IOException {
    server = S3ProxyServer.start(directory.resolve("proxy"));
  }

  @AfterEach
  void stopServer() {
    if (server != null) { // There is none where it could not be fetched.
      origins.close();
      server.close();
    }
  }

  @Test
  void theOrigin_endsEqualToTheBucket_andNothingIsLost_whateverHappens() throws IOException {
    long seed =
        Optional.ofNullable(System.getenv("HORIZON_HISTORIES_SEED"))
            .map(Long::parseLong)
            .orElseGet(System::nanoTime);
    System.out.println("seed " + seed + ", " + HISTORIES + " histories before an origin");
    for (int i = 0; i < HISTORIES; i++) {
      try (History history = new History(seed + i)) {
        history.run();
      }
    }
    System.out.printf("%d uploads, %d takeovers, %d learnt%n", uploads, takeovers, learnt);
    assertThat(uploads).isGreaterThan(HISTORIES);
  }

  /** One history. */
  private final class History implements AutoCloseable {

    private final String name;
    private final SplittableRandom dice;
    private final Origin real;
    private final MarkWatch watch = new MarkWatch(KEYS);
    private final List<CutOrigin> links = new ArrayList<>();
    private final List<CloudMember> members = new ArrayList<>();
    private final List<StoredVersion> acknowledged = new ArrayList<>();

    /** Whom nobody hears of, and who hears of nobody. */
    private int apart = -1;

    History(long seed) {
      name = "seed " + seed;
      dice = new SplittableRandom(seed);
      real = origins.open(S3WriteBackTest.connection(server, name.replace(' ', '-') + "/"));
      for (int i = 0; i < MEMBERS; i++) {
        CutOrigin link = new CutOrigin(real, watch, dice.split());
        links.add(link);
        members.add(
            new CloudMember(
                directory.resolve(name + "-" + i), InstantSource.system(), link, (_, _, _) -> 0));
        members.get(i).start();
      }
    }

    void run() throws IOException {
      for (int step = 0; step < STEPS; step++) {
        step();
        LockSupport.parkNanos(Duration.ofMillis(dice.nextInt(25)).toNanos());
      }
      settle();
      check();
      uploads += watch.writes();
    }

    private void step() {
      int number = dice.nextInt(MEMBERS);
      CloudMember member = members.get(number);
      ObjectKey key = KEYS.get(dice.nextInt(KEYS.size()));
      int what = dice.nextInt(100);
      if (what < 35) {
        byte[] bytes = Bytes.of(name + " " + dice.nextInt());
        acknowledged.add(member.objects().put(member.bucket(), key, bytes));
      } else if (what < 45) {
        member.objects().delete(member.bucket(), key);
      } else if (what < 68) {
        exchange(number, dice.nextInt(MEMBERS));
      } else if (what < 80) {
        read(member, key);
      } else if (what < 85) {
        apart = apart < 0 ? number : -1;
      } else if (what < 90) {
        links.get(number).cut(!links.get(number).isCut());
      } else if (what < 95) {
        stopOrStart(member);
      } else if (what < 97) {
        member.restart();
      } else {
        takeovers++;
        member.takeOver(Duration.ZERO);
      }
    }

    private void exchange(int to, int from) {
      if (to != from && to != apart && from != apart) {
        members.get(to).pull(members.get(from), KEYS);
      }
    }

    private void read(CloudMember member, ObjectKey key) {
      try {
        member.clients().find(member.bucket(), key);
        learnt++;
      } catch (S3Exception e) {
        // The origin is not to be reached.
      }
    }

    private static void stopOrStart(CloudMember member) {
      if (member.isStarted()) {
        member.stop();
      } else {
        member.start();
      }
    }

    /** All is whole again: until nobody has anything to do or to tell. */
    private void settle() {
      apart = -1;
      links.forEach(link -> link.cut(false));
      members.stream().filter(member -> !member.isStarted()).forEach(CloudMember::start);
      long end = System.nanoTime() + LONG.toNanos();
      int quiet = 0;
      while (quiet < 2) {
        assertThat(System.nanoTime())
            .as("%s does not come to rest: %s", name, state())
            .isLessThan(end);
        members.forEach(CloudMember::retry);
        for (int to = 0; to < MEMBERS; to++) {
          for (int from = 0; from < MEMBERS; from++) {
            exchange(to, from);
          }
          members.get(to).takeOver(Duration.ZERO);
        }
        quiet = isQuiet() ? quiet + 1 : 0;
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }

    private boolean isQuiet() {
      return members.stream()
          .allMatch(
              member ->
                  member.journal().origins().isEmpty()
                      && member.awaitsNothing()
                      && KEYS.stream()
                          .allMatch(
                              key ->
                                  member.versions(key).equals(members.getFirst().versions(key))));
    }

    private String state() {
      return members.stream()
          .map(
              member ->
                  "%s, %s, awaits nothing: %s"
                      .formatted(
                          member.journal().origins().stream()
                              .flatMap(id -> member.journal().load(id).stream())
                              .toList(),
                          member.journal().origins().stream()
                              .flatMap(id -> member.journal().due(id, 10).stream())
                              .toList(),
                          member.awaitsNothing()))
          .toList()
          .toString();
    }

    private void check() throws IOException {
      assertThat(watch.backwards()).as(name).isEmpty();
      CloudMember first = members.getFirst();
      Map<String, String> bucket = new TreeMap<>();
      for (ObjectKey key : KEYS) {
        KeyVersions versions = first.versions(key);
        versions
            .current()
            .flatMap(ObjectVersion::stored)
            .ifPresent(current -> bucket.put(key.value(), text(current)));
        for (StoredVersion each : acknowledged) {
          if (each.key().equals(key)) {
            assertThat(isKept(versions, each)).as("%s: %s of %s", name, each, versions).isTrue();
          }
        }
      }
      assertThat(there()).as(name).isEqualTo(bucket);
    }

    private String text(StoredVersion current) {
      CloudMember first = members.getFirst();
      return new String(first.clients().read(first.bucket(), current), StandardCharsets.UTF_8);
    }

    /** Whether a write is there still, or somebody replaced it who knew of it. */
    private static boolean isKept(KeyVersions versions, StoredVersion written) {
      Stamp stamp = written.stamp();
      return versions.find(written.id()).isPresent()
          || versions.versions().stream().anyMatch(each -> each.replaced().covers(stamp));
    }

    private Map<String, String> there() throws IOException {
      Map<String, String> there = new TreeMap<>();
      String prefix = real.description().place().prefix();
      for (OriginPage.Entry entry : real.list(OriginListing.of(prefix)).entries()) {
        try (OriginBody body = real.open(entry.key(), Optional.empty(), Optional.empty())) {
          there.put(
              entry.key().substring(prefix.length()),
              new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      return there;
    }

    @Override
    public void close() {
      members.forEach(CloudMember::close);
    }
  }
}
