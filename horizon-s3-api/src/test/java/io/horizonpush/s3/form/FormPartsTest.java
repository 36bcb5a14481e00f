package io.horizonpush.s3.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ContentReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormPartsTest {

  private static final String TYPE = "multipart/form-data; boundary=b-1";

  /** Contents that look like delimiters until the last byte. */
  private static final String BODY =
      part("form-data; name=\"Key\"", "a\r\n--b-\r\n--b-2\r\r\n")
          + part("form-data; name=\"empty\"", "")
          + part("form-data; name=\"file\"; filename=\"C:\\dir\\f.txt\"", "\r\n\r\n--b\r\n-\n--b-1")
          + part("form-data; name=submit", "--")
          + "--b-1--\r\nepilogue";

  private static final List<String> EXPECTED =
      List.of(
          "key=a\r\n--b-\r\n--b-2\r\r\n",
          "empty=",
          "file(f.txt)=\r\n\r\n--b\r\n-\n--b-1",
          "submit=--");

  @Test
  void everyCutInTwo_givesTheSameParts() {
    byte[] body = bytes(BODY);
    for (int at = 1; at < body.length; at++) {
      List<byte[]> pieces =
          List.of(Arrays.copyOf(body, at), Arrays.copyOfRange(body, at, body.length));
      assertThat(read(TestingForm.volatilePieces(pieces), TYPE))
          .as("cut at %d", at)
          .isEqualTo(EXPECTED);
    }
  }

  @Test
  void everySizeOfPieces_givesTheSameParts() {
    byte[] body = bytes(BODY);
    for (int size = 1; size <= body.length; size++) {
      assertThat(read(TestingForm.cut(body, size), TYPE))
          .as("pieces of %d", size)
          .isEqualTo(EXPECTED);
    }
  }

  @Test
  void randomContents_inRandomPieces_comeOutAsTheyWentIn() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      List<String> expected = new ArrayList<>();
      StringBuilder body = new StringBuilder();
      for (int part = 0; part < 1 + random.nextInt(4); part++) {
        String content = content(random);
        expected.add("n" + part + "=" + content);
        body.append(part("form-data; name=\"n" + part + "\"", content));
      }
      byte[] whole = bytes(body + "--b-1--");
      List<byte[]> pieces = new ArrayList<>();
      for (int at = 0; at < whole.length; ) {
        int length = Math.min(whole.length - at, 1 + random.nextInt(1 + random.nextInt(200_000)));
        pieces.add(Arrays.copyOfRange(whole, at, at + length));
        at += length;
      }
      assertThat(read(TestingForm.volatilePieces(pieces), TYPE))
          .as("seed %d round %d", seed, round)
          .isEqualTo(expected);
    }
  }

  /** Only an {@code S3Exception} of the 4xx comes out, and the parser comes to an end. */
  @Test
  void mutatedForms_areRefusedOrRead_butNeverBreakAnything() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] body = mutated(bytes(BODY), random);
      try {
        read(TestingForm.cut(body, 1 + random.nextInt(100)), TYPE);
      } catch (S3Exception e) {
        assertThat(e.code().status()).as("seed %d round %d", seed, round).isBetween(400, 499);
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 20_000);
  }

  @Test
  void bodyThatEndsEarly_isRefused_whereverItDoes() {
    byte[] body = bytes(BODY);
    int closed = BODY.indexOf("--b-1--\r\nepilogue") + "--b-1--".length();
    for (int length = 0; length < closed; length++) {
      byte[] shorter = Arrays.copyOf(body, length);
      assertMalformed(TestingForm.cut(shorter, 7), TYPE);
    }
    assertThat(read(TestingForm.cut(Arrays.copyOf(body, closed), 7), TYPE)).isEqualTo(EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=a; boundary=a",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=ä",
        "multipart/form-data; boundary=\"a\rb\"",
        "multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901",
        ""
      })
  void boundaryThatIsNone_isRefused(String contentType) {
    assertMalformed(TestingForm.cut(bytes(BODY), 100), contentType);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=\"b-1\"",
        "Multipart/Form-Data;BOUNDARY=b-1",
        "multipart/form-data; charset=utf-8; boundary=b-1 ; x=\"a;b\""
      })
  void boundary_mayBeWrittenInSeveralWays(String contentType) {
    assertThat(read(TestingForm.cut(bytes(BODY), 100), contentType)).isEqualTo(EXPECTED);
  }

  @Test
  void preambleAndPadding_areAllowed() {
    String body =
        "preamble\r\n--b-1 \t\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b-1--";
    assertThat(read(TestingForm.cut(bytes(body), 3), TYPE)).containsExactly("a=x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--b-1\r\n\r\nx\r\n--b-1--",
        "--b-1\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b-1--",
        "--b-1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b-1--",
        "--b-1\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b-1--",
        "--b-1\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--b-1--",
        "--b-1\r\nContent-Disposition: form-data; name\r\n\r\nx\r\n--b-1--",
        "--b-1\r\nContent-Disposition: form-data; name=\"a\"b\r\n\r\nx\r\n--b-1--",
        "--b-1\nContent-Disposition: form-data; name=a\n\nx\n--b-1--",
        "--b-1x\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b-1--"
      })
  void partThatIsMalformed_isRefused(String body) {
    assertMalformed(TestingForm.cut(bytes(body), 5), TYPE);
  }

  @Test
  void whatStandsBeforeTheFile_isBounded_whetherFieldsOrHeadersOrNothing() {
    String value = "x".repeat(FormParts.MOST_BEFORE_FILE);
    for (String body :
        List.of(
            part("form-data; name=a", value),
            value + "\r\n--b-1--",
            part("form-data; name=a", "").repeat(500))) {
      assertThatThrownBy(() -> read(TestingForm.cut(bytes(body), 1000), TYPE))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MAX_POST_PRE_DATA_LENGTH_EXCEEDED));
    }
    assertMalformed(TestingForm.cut(bytes("--b-1\r\nX: " + "x".repeat(100_000)), 1000), TYPE);
    assertMalformed(TestingForm.cut(bytes("--b-1\r\n" + "X: x\r\n".repeat(40)), 1000), TYPE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "filename=\"a b.txt\" | a b.txt",
        "filename=\"/tmp/x/a.txt\" | a.txt",
        "filename=\"C:\\tmp\\a.txt\" | a.txt",
        "filename=\"a\\\"b.txt\" | a\"b.txt",
        "filename=\"a;b=c.txt\" | a;b=c.txt",
        "filename=\"x\"; filename*=utf-8''%C3%A4+b.txt | ä+b.txt",
        "filename=\"x\"; filename*=utf-8''%zz | x",
        "filename=\"x\"; filename*=latin1''%E4 | x",
        "filename=\"\" | ''"
      })
  void filename_isWhatFollowsTheLastSlash(String parameter, String expected) {
    PartHead head =
        PartHead.parse(List.of("content-disposition:form-data; name=\"FILE\"; " + parameter));
    assertThat(head).isEqualTo(new PartHead("file", Optional.of(expected)));
    assertThat(head.isFile()).isTrue();
  }

  private static String part(String disposition, String content) {
    return "--b-1\r\nContent-Type: text/plain\r\ncontent-disposition: %s\r\n\r\n%s\r\n"
        .formatted(disposition, content);
  }

  /** Much of it are pieces of a delimiter, but never a whole one. */
  private static String content(Random random) {
    String[] words = {"\r\n", "--", "b-", "1", "\r", "\n", "x", "\r\n--b-", "\u00e4"};
    StringBuilder content = new StringBuilder();
    for (int word = 0; word < random.nextInt(60); word++) {
      content.append(words[random.nextInt(words.length)]);
    }
    String text = content.toString();
    while (text.contains("\r\n--b-1")) {
      text = text.replace("\r\n--b-1", "");
    }
    return text;
  }

  private static byte[] mutated(byte[] body, Random random) {
    byte[] mutated = body.clone();
    for (int change = 0; change <= random.nextInt(4); change++) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(3)) {
        case 0 -> mutated[at] = (byte) random.nextInt(256);
        case 1 -> mutated = Arrays.copyOf(mutated, Math.max(1, at));
        default -> {
          int to = at + random.nextInt(mutated.length - at);
          byte[] longer = Arrays.copyOf(mutated, mutated.length + to - at);
          System.arraycopy(mutated, at, longer, to, mutated.length - at);
          mutated = longer;
        }
      }
    }
    return mutated;
  }

  private static List<String> read(ContentReader body, String contentType) {
    List<String> read = new ArrayList<>();
    FormParts parts = new FormParts(body, contentType);
    for (Optional<PartHead> next = parts.next(); next.isPresent(); next = parts.next()) {
      PartHead part = next.get();
      StringBuilder content = new StringBuilder();
      for (var run = parts.content(); run.isPresent(); run = parts.content()) {
        content.append(StandardCharsets.ISO_8859_1.decode(run.get()));
      }
      String name = part.filename().map(file -> part.name() + "(" + file + ")").orElse(part.name());
      read.add(name + "=" + content);
    }
    parts.finish();
    return read;
  }

  private static void assertMalformed(ContentReader body, String contentType) {
    assertThatThrownBy(() -> read(body, contentType))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MALFORMED_POST_REQUEST));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
