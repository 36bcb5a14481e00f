package io.horizonpush.s3.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.filter.TestingRequests;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.FormAnswer;
import io.horizonpush.s3.request.ObjectInput.PostObject;
import io.horizonpush.s3.request.ObjectInput.PutObject;
import io.horizonpush.s3.request.PercentCoding;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Content;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormOperationsTest {

  private final FormOperations forms =
      new FormOperations(
          (request, put) ->
              new S3Response(
                  200, Map.of("etag", "\"e\"", "x-amz-checksum-crc32", "c"), List.of(), 0));

  @ParameterizedTest
  @ValueSource(ints = {200, 204})
  void plainStatus_hasNoDocument_butSaysWhatWasStored(int status) {
    S3Response answer =
        post("a b/c", new FormAnswer.Status(status, "http://localhost:3000/s3/bucket/a%20b/c"));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.length()).hasValue(0);
    assertThat(answer.headers())
        .containsEntry("etag", "\"e\"")
        .containsEntry("x-amz-checksum-crc32", "c")
        .containsEntry("location", "http://localhost:3000/s3/bucket/a%20b/c");
  }

  @Test
  void created_hasADocumentWithoutANamespace() {
    S3Response answer =
        post("a&b", new FormAnswer.Status(201, "http://localhost:3000/bucket/a%26b"));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(text(answer))
        .endsWith(
            "<PostResponse><Location>http://localhost:3000/bucket/a%26b</Location>"
                + "<Bucket>bucket</Bucket><Key>a&amp;b</Key><ETag>&quot;e&quot;</ETag>"
                + "</PostResponse>");
    assertThat(answer.headers()).containsEntry("content-type", "application/xml");
  }

  @ParameterizedTest
  @CsvSource({
    "http://x.example/done, http://x.example/done?",
    "http://x.example/done?a=b, http://x.example/done?a=b&",
    "http://x.example, http://x.example?"
  })
  void redirection_carriesWhatWasStored(String url, String begin) {
    S3Response answer = post("a/b&c=d.txt", new FormAnswer.Redirect(url));

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.headers())
        .containsEntry("location", begin + "bucket=bucket&key=a%2Fb%26c%3Dd.txt&etag=%22e%22");
  }

  @Test
  void redirection_keepsItsFragment() {
    assertThat(post("k", new FormAnswer.Redirect("http://x/#top")).headers())
        .containsEntry("location", "http://x/?bucket=bucket&key=k&etag=%22e%22#top");
  }

  private S3Response post(String key, FormAnswer answer) {
    RequestHead same =
        new RequestHead("PUT", "/bucket/" + PercentCoding.encodePath(key), "", List.of());
    PutObject put = (PutObject) new RequestParser(new Endpoint(List.of()), false).parse(same);
    assertThat(put.bucket()).isEqualTo(new BucketName("bucket"));
    assertThat(put.conditions()).isEqualTo(WriteConditions.NONE);
    PostObject input = new PostObject(put, same, answer);
    return forms.post(TestingRequests.any(), input);
  }

  private static String text(S3Response answer) {
    Content.Memory memory = (Content.Memory) answer.body().getFirst();
    return StandardCharsets.UTF_8.decode(memory.bytes()).toString();
  }
}
