package io.horizonpush.s3.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.auth.PayloadAuthentication;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Bodies of requests as a test opens them, and what it compares them with. */
final class Payloads {

  private Payloads() {}

  static RequestBody open(PayloadAuthentication payload, ContentReader raw, String... headers) {
    return PayloadReaders.open(head(headers), S3Operation.PUT_OBJECT, payload, raw);
  }

  static RequestHead head(String... headers) {
    List<RequestHead.Header> all = new ArrayList<>();
    for (int at = 0; at < headers.length; at += 2) {
      all.add(new RequestHead.Header(headers[at], headers[at + 1]));
    }
    return new RequestHead("PUT", "/b/k", "", all);
  }

  static String crc32(byte[] data) {
    RunningChecksum crc = Checksums.start(ChecksumAlgorithm.CRC32);
    crc.update(ByteBuffer.wrap(data));
    return crc.base64();
  }

  static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  static void assertError(S3ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
