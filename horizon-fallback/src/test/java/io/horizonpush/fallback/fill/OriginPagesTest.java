package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Listings at an origin that goes on by its own markers alone, or that lists what it should not.
 */
@Timeout(60)
class OriginPagesTest {

  private static final int KEYS = 12_000;

  @TempDir Path directory;
  private ReadingNode node;

  @BeforeEach
  void start() {
    node = new ReadingNode(directory);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static List<String> keys() {
    return IntStream.range(0, KEYS).mapToObj(OriginPagesTest::key).toList();
  }

  private static String key(int number) {
    return "hidden/key-%05d".formatted(number);
  }

  private Bucket before(PagedOrigin origin) {
    KnownOrigin known = node.know("paged", origin);
    return node.create("bucket", Freshness.USUAL, known);
  }

  private ObjectListing list(Bucket bucket, String after) {
    return node.objects().store().list(bucket, new ListQuery("", "", after, 500));
  }

  @Test
  void aPage_goesOnWhereTheOneBeforeHadComeTo_andDoesNotReadFromTheBeginning() {
    PagedOrigin origin = new PagedOrigin(keys());
    Bucket bucket = before(origin);

    assertThat(all(bucket)).isEqualTo(keys().stream().map(key -> key.substring(7)).toList());
    assertThat(origin.asked()).hasSizeLessThan(3 * KEYS / 500);
  }

  @Test
  void aMarkerThatTheOriginKnowsNoMore_isAsGoodAsNone() {
    PagedOrigin origin = new PagedOrigin(keys());
    Bucket bucket = before(origin);
    String next = list(bucket, "").next().orElseThrow();

    origin.forgetMarkers();

    assertThat(list(bucket, next).objects().getFirst().key().value()).isEqualTo("key-00500");
  }

  private List<String> all(Bucket bucket) {
    List<String> all = new ArrayList<>();
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      ObjectListing page = list(bucket, next.get());
      page.objects().forEach(object -> all.add(object.key().value()));
      next = page.next();
    }
    return all;
  }

  @Test
  void emptyPagesWithoutEnd_endTheListing() {
    PagedOrigin origin = new PagedOrigin(keys());
    Bucket bucket = before(origin);
    origin.beEndless();

    assertThatThrownBy(() -> list(bucket, ""))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
  }

  @Test
  void keysThatDoNotBeginAsTheyWereAskedFor_areLeftOut() {
    PagedOrigin origin = new PagedOrigin(List.of("a", "elsewhere/key", "hidden/own"));
    Bucket bucket = before(origin);

    assertThat(all(bucket)).containsExactly("own");
  }
}
