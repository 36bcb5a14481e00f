package io.horizonpush.s3.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.CopySource;
import io.horizonpush.s3.request.HttpDate;
import io.horizonpush.s3.request.PercentCoding;
import io.horizonpush.s3.request.Query;
import io.horizonpush.s3.request.RangeSpec;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestHead.Header;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The small grammars inside requests: whatever was written is read, whatever is sent is judged. */
class RequestPartsTest {

  private static final int ROUNDS = 20_000;

  private long seed;
  private Random random = new Random(0);

  @BeforeEach
  void seed() {
    seed = new Random().nextLong();
    System.out.println("seed " + seed);
    random = new Random(seed);
  }

  @Test
  void anyText_percentEncoded_isReadAsItself() {
    for (int round = 0; round < ROUNDS; round++) {
      String text = text(30);
      assertThat(PercentCoding.decodePath(PercentCoding.encodePath(text))).isEqualTo(text);
      assertThat(Query.of(PercentCoding.encode(text) + "=").parameters().getFirst().name().text())
          .isEqualTo(text);
      byte[] bytes = text.replace("%", "").replace("+", "").getBytes(StandardCharsets.UTF_8);
      assertThat(PercentCoding.decodePath(new String(bytes, StandardCharsets.ISO_8859_1)))
          .as("as raw bytes, seed %d", seed)
          .isEqualTo(text.replace("%", "").replace("+", ""));
    }
  }

  @Test
  void anyPath_isDecodedOnceOrRefused() {
    int decoded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String raw = noise("ab%%%0123456789CcFf2E/+?\u00c3\u00a4\u0100", 12);
      try {
        String text = PercentCoding.decodePath(raw);
        assertThat(PercentCoding.decodePath(PercentCoding.encodePath(text))).isEqualTo(text);
        decoded++;
      } catch (S3Exception e) {
        assertThat(e.code()).as("%s", raw).isEqualTo(S3ErrorCode.INVALID_URI);
      }
    }
    assertThat(decoded).isBetween(1, ROUNDS - 1);
  }

  @Test
  void token_isReadAsItself_andAnythingElseIsRefused() {
    for (int round = 0; round < ROUNDS; round++) {
      String place = "k" + text(20);
      String token = ContinuationToken.encode(place);
      assertThat(ContinuationToken.decode(token)).isEqualTo(place);
      StringBuilder other = new StringBuilder(token);
      int at = random.nextInt(token.length());
      other.setCharAt(at, (char) (' ' + random.nextInt(95)));
      try {
        // The last character has bits that mean nothing.
        assertThat(ContinuationToken.decode(other.toString())).as("%s", other).isEqualTo(place);
      } catch (S3Exception e) {
        assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ARGUMENT);
      }
    }
  }

  /** Every small range of every small object, and what RFC 9110 says of it. */
  @Test
  void ranges_chooseTheBytesThatRfc9110Says() {
    for (int size = 0; size <= 6; size++) {
      for (int first = -1; first <= 7; first++) {
        for (int last = -1; last <= 7; last++) {
          String header = "bytes=" + (first < 0 ? "" : first) + "-" + (last < 0 ? "" : last);
          assertThat(chosen(header, size))
              .as("%s of %d", header, size)
              .isEqualTo(expected(first, last, size));
        }
      }
    }
  }

  private static String expected(int first, int last, int size) {
    if ((first < 0 && last < 0) || (first >= 0 && last >= 0 && first > last)) {
      return "ignored";
    }
    StringBuilder bytes = new StringBuilder();
    for (int at = 0; at < size; at++) {
      boolean wanted = first < 0 ? at >= size - last : at >= first && (last < 0 || at <= last);
      bytes.append(wanted ? at : "");
    }
    return bytes.isEmpty() ? "unsatisfiable" : bytes.toString();
  }

  private static String chosen(String header, int size) {
    Optional<RangeSpec> spec = headers("range", header).range();
    if (spec.isEmpty()) {
      return "ignored";
    }
    try {
      ByteRange range = spec.get().resolve(size);
      StringBuilder bytes = new StringBuilder();
      for (long at = range.offset(); at < range.end(); at++) {
        bytes.append(at);
      }
      return bytes.toString();
    } catch (S3Exception e) {
      assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_RANGE);
      return "unsatisfiable";
    }
  }

  @Test
  void anyRange_isInsideItsObject() {
    for (int round = 0; round < ROUNDS; round++) {
      String header = "bytes=" + noise("0123456789-, ", 24);
      long size = random.nextLong(1L << 40);
      Optional<RangeSpec> spec = headers("range", header).range();
      if (spec.isPresent()) {
        try {
          ByteRange range = spec.get().resolve(size);
          assertThat(range.offset()).as(header).isBetween(0L, size - 1);
          assertThat(range.end()).as(header).isBetween(range.offset() + 1, size);
        } catch (S3Exception e) {
          assertThat(e.code()).as(header).isEqualTo(S3ErrorCode.INVALID_RANGE);
        }
      }
    }
  }

  @Test
  void anyDate_isReadInItsThreeForms() {
    for (int round = 0; round < ROUNDS; round++) {
      // The form of RFC 850 has years of two digits.
      Instant time = Instant.ofEpochSecond(random.nextLong(3_155_760_000L));
      assertThat(HttpDate.parse(HttpDate.format(time))).contains(time);
      assertThat(HttpDate.parse(form("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", time))).contains(time);
      assertThat(HttpDate.parse(form("EEE MMM ppd HH:mm:ss yyyy", time))).contains(time);
    }
  }

  @Test
  void noDate_isNoDate() {
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder date =
          new StringBuilder(HttpDate.format(Instant.ofEpochSecond(random.nextInt())));
      date.setCharAt(random.nextInt(date.length()), (char) (' ' + random.nextInt(95)));
      read += HttpDate.parse(date.toString()).isPresent() ? 1 : 0;
    }
    assertThat(read).isBetween(1, ROUNDS - 1);
    assertThat(HttpDate.parse("Sun, 06 Nov +999999999 08:49:37 GMT")).isEmpty();
    assertThat(HttpDate.parse("")).isEmpty();
  }

  private static String form(String pattern, Instant time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
        .withZone(ZoneOffset.UTC)
        .format(time);
  }

  @Test
  void copySourceOfAnyKey_namesThatObject() {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "k" + text(20).replace("\0", "");
      String path = "bucket/" + PercentCoding.encodePath(key);
      String sent = random.nextBoolean() ? path : "/" + path.replace("/", "%2F");
      boolean named = random.nextInt(4) == 0;
      String version = named ? "?versionId=null" : "";
      CopySource source = headers("x-amz-copy-source", sent + version).copySource();
      assertThat(source.bucket()).isEqualTo(new BucketName("bucket"));
      assertThat(source.key()).isEqualTo(new ObjectKey(key));
      assertThat(source.version())
          .isEqualTo(named ? Optional.of(VersionName.Null.INSTANCE) : Optional.empty());
    }
  }

  @Test
  void anyCopySource_namesAnObjectOrIsRefused() {
    for (int round = 0; round < ROUNDS; round++) {
      String sent = noise("bucket/%2Fk?versionId=..\u00e9", 20);
      try {
        CopySource source = headers("x-amz-copy-source", sent).copySource();
        assertThat(source.key().value()).isNotEmpty();
      } catch (S3Exception e) {
        assertThat(e.code().status()).as(sent).isEqualTo(400);
      }
    }
  }

  @Test
  void names_areTakenExactlyWithinTheirLimits() {
    for (int round = 0; round < ROUNDS; round++) {
      String name = noise("aZ0.-_/\u00e9 ", 70);
      boolean sound = name.matches("[A-Za-z0-9._-]{3,63}");
      assertThat(accepts(() -> new BucketName(name))).as(name).isEqualTo(sound);
      String key = text(400);
      int bytes = key.getBytes(StandardCharsets.UTF_8).length;
      assertThat(accepts(() -> new ObjectKey(key)))
          .isEqualTo(bytes > 0 && bytes <= ObjectKey.MAX_BYTES && key.indexOf('\0') < 0);
    }
    assertThat(accepts(() -> new ObjectKey("\u20ac".repeat(341) + "a"))).isTrue();
    assertThatThrownBy(() -> new ObjectKey("\u20ac".repeat(342)))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.KEY_TOO_LONG));
  }

  private static boolean accepts(Runnable make) {
    try {
      make.run();
      return true;
    } catch (S3Exception e) {
      assertThat(e.code().status()).isEqualTo(400);
      return false;
    }
  }

  private static Headers headers(String name, String value) {
    return new Headers(new RequestHead("GET", "/bucket/k", "", List.of(new Header(name, value))));
  }

  /** Any characters that UTF-8 can write. */
  private String text(int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      int next = random.nextInt(random.nextInt(4) == 0 ? 0x110000 : 0x80);
      text.appendCodePoint(next >= 0xD800 && next < 0xE000 ? '/' : next);
    }
    return text.toString();
  }

  private String noise(String alphabet, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
