package io.horizonpush.wasm.trial;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.Side;
import io.horizonpush.wasm.host.Property;
import io.horizonpush.wasm.host.RequestView;
import io.horizonpush.wasm.trial.PluginCase.Answered;
import io.horizonpush.wasm.trial.PluginCase.Asked;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The request of a case as a plugin sees it, and what it changes. Confined to its guest thread. */
final class TrialView implements RequestView {

  private static final String IF = "if-";

  private static final Set<S3Operation> STORING =
      Set.of(
          S3Operation.PUT_OBJECT,
          S3Operation.POST_OBJECT,
          S3Operation.COPY_OBJECT,
          S3Operation.CREATE_MULTIPART_UPLOAD);

  private static final Set<S3Operation> CONDITIONAL =
      Set.of(
          S3Operation.GET_OBJECT,
          S3Operation.HEAD_OBJECT,
          S3Operation.PUT_OBJECT,
          S3Operation.COMPLETE_MULTIPART_UPLOAD,
          S3Operation.DELETE_OBJECT);

  /** The operations whose bodies are an object's bytes. */
  static final Set<S3Operation> BYTES =
      Set.of(S3Operation.PUT_OBJECT, S3Operation.POST_OBJECT, S3Operation.UPLOAD_PART);

  private final Asked asked;
  private final Surroundings around;
  private final Map<String, String> requestHeaders = new LinkedHashMap<>();
  private final Map<String, String> answerHeaders = new LinkedHashMap<>();
  private Optional<Answered> answer = Optional.empty();
  private Optional<ObjectBlob> object = Optional.empty();
  private Optional<String> sender = Optional.empty();
  private String bucket;
  private String key;
  private Optional<BlobHash> replacement = Optional.empty();

  TrialView(Asked asked, Surroundings around) {
    this.asked = asked;
    this.around = around;
    asked.headers().forEach((name, value) -> value.ifPresent(it -> requestHeaders.put(name, it)));
    this.bucket = asked.bucket().orElse("");
    this.key = asked.key().orElse("");
  }

  void identified(String principal) {
    sender = Optional.of(principal);
  }

  /** The operation has answered. */
  void answered(Answered with) {
    answer = Optional.of(with);
    answerHeaders.clear();
    with.headers().forEach((name, value) -> value.ifPresent(it -> answerHeaders.put(name, it)));
    if (with.blob()) {
      object =
          Optional.of(
              new ObjectBlob(around.blobs().hold(with.body().array()), with.body().length()));
    }
  }

  Map<String, String> answerHeaders() {
    return answerHeaders;
  }

  Optional<BlobHash> replacement() {
    return replacement;
  }

  /** What the operation is given, with a body. */
  Observed.Stored stored(Bytes body) {
    return new Observed.Stored(bucket, key, new LinkedHashMap<>(requestHeaders), body);
  }

  @Override
  public Optional<String> property(Property property) {
    return switch (property) {
      case METHOD -> Optional.of(asked.line().method());
      case PATH -> Optional.of(asked.line().path());
      case OPERATION -> Optional.of(asked.operation().operationName());
      case BUCKET -> Optional.of(bucket).filter(name -> !name.isEmpty());
      case KEY -> Optional.of(key).filter(name -> !name.isEmpty());
      case VERSION -> answer.flatMap(Answered::version).or(asked::version);
      case SENDER -> sender.or(() -> Optional.of(asked.who()));
      case REQUEST_ID -> Optional.of(asked.line().id());
      case CLIENT_ADDRESS -> Optional.of(asked.line().address());
      case REQUEST_LENGTH -> asked.body().map(body -> Integer.toString(body.length()));
      case STATUS -> answer.map(it -> Integer.toString(it.status()));
      case ERROR_CODE -> answer.flatMap(Answered::code);
      case ETAG -> answer.flatMap(Answered::etag);
      case ANSWER_LENGTH -> answer.map(it -> Integer.toString(it.body().length()));
      case CONTENT_TYPE -> contentType();
      case ENTRY_NAME -> Optional.empty(); // The host knows it itself.
      case RANGE -> Optional.ofNullable(requestHeaders.get("range"));
    };
  }

  /** Of the object: of the answer once there is one, before that of what is stored. */
  Optional<String> contentType() {
    return answer.isPresent()
        ? Optional.ofNullable(answerHeaders.get("content-type"))
        : Optional.ofNullable(requestHeaders.get("content-type")).filter(_ -> stores());
  }

  private boolean stores() {
    return STORING.contains(asked.operation());
  }

  @Override
  public Optional<String> query(String name) {
    return Optional.ofNullable(asked.line().query().get(name));
  }

  @Override
  public List<HeaderField> headers(Side side) {
    return of(side).entrySet().stream()
        .map(each -> new HeaderField(each.getKey(), each.getValue()))
        .toList();
  }

  private Map<String, String> of(Side side) {
    return switch (side) {
      case REQUEST -> requestHeaders;
      case ANSWER -> answerHeaders;
    };
  }

  @Override
  public boolean setHeader(Side side, String name, String value) {
    if (!has(side, name)) {
      return false;
    }
    of(side).put(name, value);
    return true;
  }

  @Override
  public boolean removeHeader(Side side, String name) {
    return has(side, name) && of(side).remove(name) != null;
  }

  /** Whether a side has headers of the kind: metadata where something is stored, for example. */
  private boolean has(Side side, String name) {
    return switch (side) {
      case ANSWER -> answer.isPresent();
      case REQUEST -> name.startsWith(IF) ? CONDITIONAL.contains(asked.operation()) : stores();
    };
  }

  @Override
  public boolean rewrite(Optional<String> toBucket, Optional<String> toKey) {
    try {
      toBucket.ifPresent(BucketName::new);
      toKey.ifPresent(ObjectKey::new);
    } catch (S3Exception e) {
      return false;
    }
    if (bucket.isEmpty() || (toKey.isPresent() && key.isEmpty())) {
      return false;
    }
    toBucket.ifPresent(name -> bucket = name);
    toKey.ifPresent(name -> key = name);
    return true;
  }

  @Override
  public boolean replaceBody(BlobHash blob) {
    if (!BYTES.contains(asked.operation())) {
      return false;
    }
    replacement = Optional.of(blob);
    return true;
  }

  @Override
  public Optional<ObjectBlob> object() {
    return object;
  }

  @Override
  public Optional<Bucket> bucket() {
    try {
      return bucket.isEmpty() ? Optional.empty() : Optional.of(bucket(new BucketName(bucket)));
    } catch (S3Exception e) {
      return Optional.empty();
    }
  }

  private Bucket bucket(BucketName name) {
    return new Bucket(
        around.docs().make(name),
        name,
        new Owner("owner", "owner"),
        Instant.EPOCH,
        Durability.STRICT,
        DocumentMode.EAGER,
        Map.of(),
        BucketConfiguration.DEFAULT,
        Optional.empty());
  }
}
