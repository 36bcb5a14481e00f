package io.horizonpush.s3.form;

import io.horizonpush.s3.auth.Authenticator;
import io.horizonpush.s3.filter.Caller;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.payload.PayloadReaders;
import io.horizonpush.s3.request.FormAnswer;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.PercentCoding;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Input;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Uploads by an HTML form: reads the fields, checks who signed their policy, and enforces it.
 * Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html">AWS: POST
 *     Object</a>
 */
public final class FormUploads {

  private final Authenticator authenticator;
  private final Function<RequestHead, S3Input> parser;

  /**
   * @param parser what reads every other request: a form is a PUT by other means, and its fields
   *     mean what the headers of a PUT mean
   */
  public FormUploads(Authenticator authenticator, Function<RequestHead, S3Input> parser) {
    this.authenticator = authenticator;
    this.parser = parser;
  }

  /**
   * Reads a form up to its file.
   *
   * @param caller whom the request's head comes from
   * @throws S3Exception if the form is malformed, its signature does not hold, or its policy does
   *     not allow what it asks for
   */
  public FormUpload open(
      RequestHead head, ObjectInput.PostForm form, Caller caller, RequestBody body, Instant now) {
    FormParts parts = new FormParts(body, head.header("content-type").orElse(""));
    FormFields sent = FormFields.read(parts);
    Principal principal = authenticator.authenticateForm(caller.principal(), sent.values());
    FormFields fields = sent.filled();
    LengthRange range =
        sent.value("policy")
            .map(policy -> check(PostPolicyParser.parse(policy), fields, form.bucket(), now))
            .orElse(LengthRange.ANY);
    RequestHead put = put(form.bucket(), fields);
    return new FormUpload(
        principal,
        new ObjectInput.PostObject(
            parse(put, form.bucket(), fields), put, answer(head, caller, fields)),
        PayloadReaders.openFile(put, new FormFile(parts, range)));
  }

  /** The bucket is no field of the form, but AWS has it allowed like one. */
  private static LengthRange check(
      PostPolicy policy, FormFields fields, BucketName bucket, Instant now) {
    Map<String, String> checked = new LinkedHashMap<>(fields.values());
    String named = checked.put("bucket", bucket.value());
    if (named != null && !named.equals(bucket.value())) {
      throw FormErrors.againstPolicy("Policy Condition failed: the bucket is another one.");
    }
    return policy.check(checked, now);
  }

  /** The PUT that asks for the same. In path style and without a host, so it has one reading. */
  private static RequestHead put(BucketName bucket, FormFields fields) {
    String path = "/" + bucket.value() + "/" + PercentCoding.encode(key(fields));
    return new RequestHead("PUT", path, "", FormHeaders.of(fields));
  }

  private ObjectInput.PutObject parse(RequestHead head, BucketName bucket, FormFields fields) {
    // A field like x-amz-copy-source would make it something else.
    if (parser.apply(head) instanceof ObjectInput.PutObject put
        && put.bucket().equals(bucket)
        && put.key().value().equals(key(fields))) {
      return put;
    }
    throw FormErrors.badField("key", "The fields of the form do not describe one object.");
  }

  private static String key(FormFields fields) {
    return fields
        .value("key")
        .orElseThrow(
            () ->
                FormErrors.badField(
                    "key",
                    "Bucket POST must contain a field named 'key'.  If it is specified, please"
                        + " check the order of the fields."));
  }

  /** AWS passes over what it cannot interpret. */
  private static FormAnswer answer(RequestHead head, Caller caller, FormFields fields) {
    Optional<String> redirect =
        fields
            .value("success_action_redirect")
            .or(() -> fields.value("redirect"))
            .filter(FormUploads::isWebAddress);
    if (redirect.isPresent()) {
      return new FormAnswer.Redirect(redirect.get());
    }
    return new FormAnswer.Status(
        switch (fields.value("success_action_status").orElse("")) {
          case "200" -> 200;
          case "201" -> 201;
          default -> 204;
        },
        location(head, caller, key(fields)));
  }

  private static String location(RequestHead head, Caller caller, String key) {
    String scheme = caller.client().secure() ? "https://" : "http://";
    String bucket = head.rawPath().endsWith("/") ? head.rawPath() : head.rawPath() + "/";
    return head.header("host").map(host -> scheme + host).orElse("")
        + bucket
        + PercentCoding.encodePath(key);
  }

  private static boolean isWebAddress(String text) {
    try {
      URI uri = new URI(text);
      String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
      return text.chars().allMatch(next -> next > ' ' && next < 0x7F)
          && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
          && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
