package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** However the bytes of requests fall into pieces, they mean the same. */
@ExtendWith(LeakWatch.class)
class HeadFuzzTest {

  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";

  private static final List<String> REQUESTS =
      List.of(
          "GET /bucket/k?a=%20b&c"
              + HOST
              + "Range: bytes=0-1\r\nX-Amz-Meta-A:  \u00e9 b \t\r\n\r\n",
          "PUT /bucket/k" + HOST + "Content-Length: 5\r\n\r\nhello",
          "PUT /bucket/k" + HOST + "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\n\r\n",
          "\r\nDELETE /bucket/k HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
          "HEAD /bucket/k" + HOST + "If-None-Match: \"a\", W/\"b\"\r\nEmpty:\r\n\r\n");

  private static final List<String> PIECES =
      List.of(
          "\r",
          "\n",
          "\r\n",
          "\r\n\r\n",
          " ",
          "\t",
          "\u0000",
          "\u007f",
          ":",
          ",",
          ";",
          "/",
          "?",
          "%",
          "\u00ff",
          "HTTP/1.0",
          "HTTP/9.9",
          "Content-Length: 7\r\n",
          "Content-Length",
          "Transfer-Encoding: chunked\r\n",
          "Host: b\r\n",
          "0\r\n\r\n",
          "ffffffffffffffff");

  @Test
  void requestsCutAtEveryByte_areTheSame() {
    String bytes = String.join("", REQUESTS) + REQUESTS.getFirst();
    List<String> whole = decode(bytes);
    assertThat(whole).hasSize(REQUESTS.size() + 1).noneMatch(each -> each.contains("BROKEN"));
    for (int cut = 1; cut < bytes.length(); cut++) {
      assertThat(decode(bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
    assertThat(decode(bytes, everywhere(bytes))).isEqualTo(whole);
  }

  @Test
  void damagedRequests_areTheSameInAnyPieces_andEndWhereTheyBreak() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int sound = 0;
    for (int round = 0; round < 2_000; round++) {
      String bytes = mutate(random);
      List<String> whole = decode(bytes);
      List<String> cut = decode(bytes, random.ints(3, 0, bytes.length() + 1).sorted().toArray());
      assertThat(cut).as("seed %d round %d: %s", seed, round, bytes).isEqualTo(whole);
      if (round % 40 == 0) {
        assertThat(decode(bytes, everywhere(bytes)))
            .as("seed %d round %d: %s", seed, round, bytes)
            .isEqualTo(whole);
      }
      // What is well-formed and yet refused ends the connection where it is served.
      assertThat(whole.subList(0, whole.size() - 1))
          .as("seed %d round %d: %s", seed, round, bytes)
          .noneMatch(each -> each.contains("BROKEN"));
      sound += whole.getLast().contains("BROKEN") ? 0 : 1;
    }
    assertThat(sound).isBetween(1, 1_999);
  }

  private static int[] everywhere(String bytes) {
    int[] cuts = new int[bytes.length()];
    Arrays.setAll(cuts, at -> at);
    return cuts;
  }

  private static String mutate(Random random) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 1 + random.nextInt(2); i >= 0; i--) {
      bytes.append(REQUESTS.get(random.nextInt(REQUESTS.size())));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length());
      switch (random.nextInt(4)) {
        case 0 -> bytes.deleteCharAt(at);
        case 1 -> bytes.setCharAt(at, (char) random.nextInt(256));
        case 2 -> bytes.insert(at, bytes.substring(at, Math.min(bytes.length(), at + 20)));
        default -> bytes.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return bytes.toString();
  }

  /** What is decoded of bytes that arrive in pieces, a text for each request with its body. */
  private static List<String> decode(String text, int... cuts) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    EmbeddedChannel channel = new EmbeddedChannel();
    StrictRequestDecoder decoder = new StrictRequestDecoder(HttpLimits.defaults().sizes());
    channel.pipeline().addLast(decoder);
    int from = 0;
    for (int cut : cuts) {
      if (cut > from) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, from, cut - from));
        from = cut;
      }
    }
    channel.writeInbound(Unpooled.copiedBuffer(bytes, from, bytes.length - from));
    List<String> requests = new ArrayList<>();
    for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
      describe(next, requests);
      if (next instanceof LastHttpContent) {
        decoder.proceed();
      }
      ReferenceCountUtil.release(next);
    }
    channel.finishAndReleaseAll();
    return requests;
  }

  private static void describe(HttpObject object, List<String> requests) {
    if (object instanceof HttpRequest request) {
      String fault = RequestGuard.fault(request).map(each -> each.code().name()).orElse("");
      requests.add(
          (request.decoderResult().isFailure() ? "BROKEN " : "")
              + (fault.isEmpty() ? RequestGuard.head(request) : fault)
              + " <");
    } else if (object.decoderResult().isFailure()) {
      requests.set(requests.size() - 1, requests.getLast() + " BROKEN");
    }
    if (object instanceof HttpContent content && !requests.isEmpty()) {
      requests.set(
          requests.size() - 1,
          requests.getLast() + content.content().toString(StandardCharsets.ISO_8859_1));
    }
  }
}
