package io.horizonpush.s3.access;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.Signature;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.CopySource;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.MultipartInput.ListMultipartUploads;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the conditions of a policy can ask about a request. Confined to the request's thread.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys">AWS:
 *     condition keys of S3</a>
 */
final class RequestContext implements Function<String, Optional<List<String>>> {

  private static final String S3 = "s3:";
  private static final String EXISTING_TAG = "s3:existingobjecttag/";
  private static final String REQUEST_TAG = "s3:requestobjecttag/";

  private final S3Request<?> request;
  private final Need need;
  private final Supplier<Tags> existingTags;

  /**
   * @param need what is asked about, which may be less than the whole request
   * @param existingTags of the object that the request is about
   */
  RequestContext(S3Request<?> request, Need need, Supplier<Tags> existingTags) {
    this.request = request;
    this.need = need;
    this.existingTags = existingTags;
  }

  @Override
  public Optional<List<String>> apply(String key) {
    if (key.startsWith(EXISTING_TAG)) {
      return existingTags.get().value(key.substring(EXISTING_TAG.length())).map(List::of);
    }
    if (key.startsWith(REQUEST_TAG)) {
      return requestTags().value(key.substring(REQUEST_TAG.length())).map(List::of);
    }
    RequestHead head = request.head();
    return switch (key) {
      case "aws:sourceip" -> Optional.of(List.of(request.client().address().getHostAddress()));
      case "aws:securetransport" ->
          Optional.of(List.of(Boolean.toString(request.client().secure())));
      case "aws:referer" -> head.header("referer").map(List::of);
      case "aws:useragent" -> head.header("user-agent").map(List::of);
      case "aws:currenttime" -> Optional.of(List.of(Instant.now().toString()));
      case "aws:epochtime" -> Optional.of(List.of(Long.toString(Instant.now().getEpochSecond())));
      case "s3:requestobjecttagkeys" ->
          Optional.of(requestTags().values().keySet().stream().toList());
      case "s3:authtype" -> signature().map(RequestContext::carrier).map(List::of);
      case "s3:signatureversion" -> signature().map(RequestContext::version).map(List::of);
      case "s3:signatureage" -> signature().flatMap(RequestContext::age).map(List::of);
      case "s3:x-amz-copy-source" ->
          request.input().copySource().map(RequestContext::named).map(List::of);
      default -> key.startsWith(S3) ? asked(key.substring(S3.length())) : Optional.empty();
    };
  }

  /**
   * What the request asks for, as it will be served: another reading of its bytes could be made to
   * say something else.
   */
  private Optional<List<String>> asked(String name) {
    if (name.startsWith("x-amz-") || name.equals("if-match") || name.equals("if-none-match")) {
      return described().header(name).map(List::of);
    }
    return switch (name) {
      case "prefix" -> given(need.prefix(), name);
      case "delimiter" ->
          switch (request.input()) {
            case ListInput list -> given(list.delimiter(), name);
            case ListMultipartUploads list -> given(list.delimiter(), name);
            default -> Optional.empty();
          };
      case "max-keys" ->
          request.input() instanceof ListInput list && isGiven(name)
              ? Optional.of(List.of(Integer.toString(list.maxKeys())))
              : Optional.empty();
      case "versionid" -> need.version().map(VersionName::text).map(List::of);
      case "object-lock-mode" -> retention().map(period -> List.of(period.mode().name()));
      case "object-lock-retain-until-date" ->
          retention().map(period -> List.of(period.until().toString()));
      case "object-lock-remaining-retention-days" ->
          retention().map(period -> List.of(Long.toString(daysUntil(period.until()))));
      case "object-lock-legal-hold" -> need.lock().hold().map(hold -> List.of(hold.text()));
      default -> Optional.empty();
    };
  }

  private Optional<Retention.Period> retention() {
    return need.lock().retention();
  }

  /** Whole days, of which one that has begun counts. */
  private static long daysUntil(Instant time) {
    long millis = Instant.now().until(time, MILLIS);
    return Math.ceilDiv(millis, Duration.ofDays(1).toMillis());
  }

  /** The head whose headers describe what is done: a form has that in its fields. */
  private RequestHead described() {
    return request.input() instanceof ObjectInput.PostObject post ? post.head() : request.head();
  }

  /** A parameter that was left out has no value; one that is empty has. */
  private Optional<List<String>> given(String value, String parameter) {
    return value.isEmpty() && !isGiven(parameter) ? Optional.empty() : Optional.of(List.of(value));
  }

  private boolean isGiven(String parameter) {
    return request.head().query().hasAny(Set.of(parameter));
  }

  private static String named(CopySource source) {
    return source.bucket().value() + "/" + source.key().value();
  }

  /** The tags that are stored with the object; those of PutObjectTagging are in its body. */
  private Tags requestTags() {
    return switch (request.input()) {
      case ObjectInput.PutObject put -> put.attributes().tags();
      case ObjectInput.PostObject post -> post.put().attributes().tags();
      case ObjectInput.CopyObject copy -> copy.tags().orElse(Tags.NONE);
      case MultipartInput.CreateMultipartUpload create -> create.attributes().tags();
      default -> Tags.NONE;
    };
  }

  private Optional<Signature> signature() {
    return request.principal() instanceof Principal.KeyHolder holder
        ? Optional.of(holder.signature())
        : Optional.empty();
  }

  private static String carrier(Signature signature) {
    return switch (signature.carrier()) {
      case HEADER -> "REST-HEADER";
      case QUERY -> "REST-QUERY-STRING";
      case FORM -> "POST";
    };
  }

  private static String version(Signature signature) {
    return switch (signature) {
      case Signature.V2 _ -> "AWS";
      case Signature.V4 _ -> "AWS4-HMAC-SHA256";
    };
  }

  /**
   * In milliseconds. What is sent as soon as it is signed has none.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html">AWS:
   *     policy keys of Signature Version 4</a>
   */
  private static Optional<String> age(Signature signature) {
    return switch (signature.carrier()) {
      case HEADER -> Optional.empty();
      case QUERY, FORM ->
          Optional.of(
              switch (signature) {
                case Signature.V2 _ -> "0";
                case Signature.V4 v4 -> Long.toString(v4.made().until(Instant.now(), MILLIS));
              });
    };
  }
}
