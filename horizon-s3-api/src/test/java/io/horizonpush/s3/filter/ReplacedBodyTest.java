package io.horizonpush.s3.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplacedBodyTest {

  private final AtomicInteger read = new AtomicInteger();

  private static ContentReader reader(String... pieces) {
    Iterator<ByteBuffer> each =
        Stream.of(pieces)
            .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
            .iterator();
    return () -> each.hasNext() ? Optional.of(each.next()) : Optional.empty();
  }

  private RequestBody sent(ContentReader bytes) {
    return new RequestBody() {
      @Override
      public OptionalLong length() {
        return OptionalLong.of(1_000);
      }

      @Override
      public boolean promisesChecksum() {
        return true;
      }

      @Override
      public List<Checksum> checksums() {
        throw new AssertionError("These are the checksums of other bytes");
      }

      @Override
      public Optional<ByteBuffer> next() {
        read.incrementAndGet();
        return bytes.next();
      }
    };
  }

  private static String all(RequestBody body) {
    StringBuilder text = new StringBuilder();
    for (var next = body.next(); next.isPresent(); next = body.next()) {
      text.append(StandardCharsets.US_ASCII.decode(next.get()));
    }
    return text.toString();
  }

  @Test
  void nothingIsLeft_ofWhatTheClientPromised() {
    ReplacedBody body =
        new ReplacedBody(reader("other", " bytes"), OptionalLong.of(11), sent(reader("sent")));

    assertThat(body.length()).hasValue(11);
    assertThat(body.promisesChecksum()).isFalse();
    assertThat(all(body)).isEqualTo("other bytes");
    assertThat(body.checksums()).isEmpty();
    RequestHead head =
        new RequestHead(
            "PUT",
            "/b/k",
            "",
            Stream.of(
                    "content-length",
                    "content-md5",
                    "content-type",
                    "x-amz-checksum-sha256",
                    "x-amz-content-sha256",
                    "x-amz-decoded-content-length",
                    "x-amz-sdk-checksum-algorithm",
                    "x-amz-tagging",
                    "x-amz-trailer")
                .map(name -> new Header(name, "v"))
                .toList());
    assertThat(ReplacedBody.withoutPromises(head).headers().stream().map(Header::name))
        .containsExactly("content-type", "x-amz-tagging");
  }

  @Test
  void theEnd_isReportedOnlyWhenTheClientsBytesAreAllThere() {
    ReplacedBody body =
        new ReplacedBody(reader("x"), OptionalLong.empty(), sent(reader("a", "b", "c")));

    assertThat(all(body)).isEqualTo("x");
    assertThat(read).hasValue(4);
  }

  @Test
  void bytes_thatAreNotWhatTheClientPromised_failTheReplacementToo() {
    S3Exception mismatch = new S3Exception(S3ErrorCode.BAD_DIGEST, "other bytes");
    ReplacedBody body =
        new ReplacedBody(
            reader("x"),
            OptionalLong.empty(),
            sent(
                () -> {
                  throw mismatch;
                }));

    assertThatThrownBy(() -> all(body)).isSameAs(mismatch);
  }

  @Test
  void bytes_ofAnotherLengthThanAnnounced_fail() {
    for (long length : new long[] {0, 2, 4}) {
      ReplacedBody body = new ReplacedBody(reader("abc"), OptionalLong.of(length), sent(reader()));
      assertThatThrownBy(() -> all(body)).isInstanceOf(S3Exception.class);
    }
  }
}
