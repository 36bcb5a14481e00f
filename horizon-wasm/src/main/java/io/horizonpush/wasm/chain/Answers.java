package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Pages;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.HeaderField;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What plugins answer, as the node sends it. Thread-safe; opens blobs, so it may block. */
final class Answers {

  private final PluginBlobs blobs;

  Answers(PluginBlobs blobs) {
    this.blobs = blobs;
  }

  /**
   * An answer as it is sent.
   *
   * @param by who gives it
   */
  Outcome render(Answer answer, Entry by, Asked asked) {
    return switch (answer) {
      case Answer.Denial(S3ErrorCode code, String message) ->
          new Outcome.Failed(new S3Exception(code, message));
      case Answer.Reply(int status, List<HeaderField> headers, ByteBuffer body) -> {
        List<Content> bytes = hasBody(status) ? List.of(new Content.Memory(body)) : List.of();
        long length = hasBody(status) ? body.remaining() : 0;
        yield new Outcome.Answered(new S3Response(status, headers(headers, asked), bytes, length));
      }
      case Answer.Blob blob -> {
        OptionalLong length = blobs.length(reader(by, asked), blob.blob());
        yield length.isEmpty()
            ? new Outcome.Failed(gone(by))
            : new Outcome.Answered(
                new S3Response(
                    blob.status(),
                    headers(blob.headers(), asked),
                    List.of(open(blob, by, asked, ByteRange.all(length.getAsLong()))),
                    length));
      }
    };
  }

  /** The head of a blob that stands for an object; nothing where it stands for an answer alone. */
  Optional<ObjectHead> object(Answer answer, Entry by, Asked asked) {
    if (!(answer instanceof Answer.Blob(int status, var headers, var hash)) || status != 200) {
      return Optional.empty();
    }
    OptionalLong length = blobs.length(reader(by, asked), hash);
    Map<String, String> all = headers(headers, asked);
    all.put("etag", WrittenTags.ofBlob(hash).quoted());
    all.put("accept-ranges", "bytes");
    return length.isPresent()
        ? Optional.of(new ObjectHead(all, length.getAsLong()))
        : Optional.empty();
  }

  /** Opens a blob that a plugin answers with. */
  Content open(Answer.Blob blob, Entry by, Asked asked, ByteRange range) {
    return blobs.open(reader(by, asked), blob.blob(), range).orElseThrow(() -> gone(by));
  }

  static S3Exception gone(Entry by) {
    return new S3Exception(
        S3ErrorCode.SERVICE_UNAVAILABLE,
        "The plugin %s of this node answers with a blob that is not here.".formatted(by.name()));
  }

  /** Whose blobs a plugin may answer with. */
  static PluginBlobs.Reader reader(Entry by, Asked asked) {
    return new PluginBlobs.Reader(
        by.plan().grants().mayReadBlobs() ? asked.bucket().map(Bucket::id) : Optional.empty(),
        by.plan().grants().blobQuota().isPresent()
            ? Optional.of(by.manifest().about().name())
            : Optional.empty());
  }

  private static boolean hasBody(int status) {
    return status != 204 && status != 205 && status != 304;
  }

  /**
   * What the plugin said, and what keeps a browser from running it as a page of this node, unless
   * the plugin said otherwise.
   */
  private static Map<String, String> headers(List<HeaderField> fields, Asked asked) {
    Map<String, String> headers = new LinkedHashMap<>();
    fields.forEach(field -> headers.put(field.name(), field.value()));
    headers.putIfAbsent("x-content-type-options", "nosniff");
    boolean trusted =
        asked.bucket().filter(each -> each.configuration().pages() == Pages.TRUSTED).isPresent();
    if (!trusted) {
      headers.putIfAbsent("content-security-policy", "sandbox");
    }
    return headers;
  }
}
