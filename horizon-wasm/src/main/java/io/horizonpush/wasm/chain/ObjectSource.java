package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.Next;
import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.request.ReadConditions;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.wasm.abi.Answer;
import java.util.List;
import java.util.Optional;

/** Where an object comes from that is answered with. Confined to its request's thread. */
sealed interface ObjectSource {

  /** All of it, as it is before plugins have it. */
  ObjectHead head();

  /**
   * Opens all of its bytes. The caller closes the reader.
   *
   * @throws S3Exception what reading it fails with
   */
  ContentReader open();

  /** The request as the operation would answer it; nothing where none does. */
  Optional<FilteredRequest> untouched();

  /** What a request reads. */
  static GetObject read(S3Input input) {
    return switch (input) {
      case GetObject get -> get;
      case ObjectInput.HeadObject(GetObject get) -> get;
      default -> throw new IllegalArgumentException("It reads no object");
    };
  }

  /** The operation. */
  final class Operation implements ObjectSource {

    private final Next next;
    private final FilteredRequest passed;
    private Optional<ObjectHead> head = Optional.empty();

    Operation(Next next, FilteredRequest passed) {
      this.next = next;
      this.passed = passed;
    }

    /** Looks for it; false where the operation is to say what is wrong with the request. */
    boolean find() {
      boolean overrides = !read(passed.input()).overrides().isEmpty();
      if (overrides && !(passed.principal() instanceof Principal.KeyHolder)) {
        return false;
      }
      if (next.describe(passed) instanceof Outcome.Answered(S3Response answer)) {
        answer.close();
        head = ObjectHead.of(answer);
      }
      return head.isPresent();
    }

    @Override
    public ObjectHead head() {
      return head.orElseThrow();
    }

    @Override
    public ContentReader open() {
      ReadConditions same =
          new ReadConditions(
              Optional.of(new EntityTags.Listed(List.of(head().etag()))),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      return switch (next.read(passed.whole().withConditions(same))) {
        case Outcome.Answered(S3Response answer) -> new ContentsReader(answer.body());
        case Outcome.Failed(S3Exception error)
            when error.code() == S3ErrorCode.PRECONDITION_FAILED ->
            throw replaced();
        case Outcome.Failed(S3Exception error) -> throw error;
      };
    }

    @Override
    public Optional<FilteredRequest> untouched() {
      return Optional.of(passed);
    }
  }

  /** The object was replaced between two looks at it. */
  static S3Exception replaced() {
    return new S3Exception(
        S3ErrorCode.SERVICE_UNAVAILABLE,
        "The object was replaced while it was read. Please try again.");
  }

  /** An entry's cache. */
  record Kept(
      AnswerCache.Answer answer, AnswerCache.Key key, Entry by, ChainTools tools, Asked asked)
      implements ObjectSource {

    @Override
    public ObjectHead head() {
      return answer.head();
    }

    @Override
    public ContentReader open() {
      PluginBlobs.Reader reader =
          new PluginBlobs.Reader(Optional.empty(), Optional.of(AnswerCache.owner(by.name())));
      ByteRange all = ByteRange.all(answer.head().length().orElseThrow());
      return tools
          .ports()
          .blobs()
          .open(reader, answer.body(), all)
          .map(content -> (ContentReader) new ContentsReader(List.of(content)))
          .orElseThrow(
              () -> {
                // Others wanted its room: the next one is answered by the operation.
                tools.cache().drop(by.name(), key);
                return replaced();
              });
    }

    @Override
    public Optional<FilteredRequest> untouched() {
      return Optional.empty();
    }
  }

  /** A blob that a plugin answers with. */
  record Blob(ObjectHead head, Answer answer, Entry by, Answers answers, Asked asked)
      implements ObjectSource {

    @Override
    public ContentReader open() {
      if (!(answer instanceof Answer.Blob blob)) {
        throw new IllegalStateException("Only a blob is an object");
      }
      return new ContentsReader(
          List.of(answers.open(blob, by, asked, ByteRange.all(head.length().orElseThrow()))));
    }

    @Override
    public Optional<FilteredRequest> untouched() {
      return Optional.empty();
    }
  }
}
