package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.request.S3Operation.Support;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds the table of operations to its word: what it says is supported succeeds, and is counted
 * under its name; what is never set is answered so; everything else is 501.
 */
public abstract class SupportedOperationsContract extends S3ApiContract {

  private static final byte[] NOTHING = new byte[0];
  private static final String KEY = "key";

  private static final String TAGS =
      "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";

  private static final String CORS =
      "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>"
          + "<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";

  private static final String BLOCK =
      "<PublicAccessBlockConfiguration><BlockPublicPolicy>true</BlockPublicPolicy>"
          + "</PublicAccessBlockConfiguration>";

  private static final String VERSIONING =
      "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";

  private static final String LOCK =
      "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
          + "</ObjectLockConfiguration>";

  private static final String RETENTION =
      "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2999-01-01T00:00:00Z</RetainUntilDate>"
          + "</Retention>";

  private static final String HOLD = "<LegalHold><Status>ON</Status></LegalHold>";

  /** How many requests of an operation the server has counted as answered with 2xx. */
  protected abstract long succeeded(S3Operation operation);

  @ParameterizedTest
  @EnumSource
  void operation_isAnsweredAsTheTableSays(S3Operation operation) {
    client.put(at(KEY), "content");
    client.put("/" + bucket + "?tagging", TAGS);
    client.put("/" + bucket + "?cors", CORS);
    client.put("/" + bucket + "?policy", policy());
    client.put("/" + bucket + "?publicAccessBlock", BLOCK);
    long before = succeeded(operation);

    Answer answer = example(operation);

    switch (operation.support()) {
      case YES -> {
        assertThat(answer.status() / 100).as(answer.text()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(succeeded(operation)).isGreaterThan(before));
      }
      case UNSET -> assertThat(answer.status()).as(answer.text()).isIn(200, 404);
      case NO -> {
        assertThat(answer.status()).as(answer.text()).isEqualTo(501);
        assertThat(answer.errorCode()).isEqualTo("NotImplemented");
      }
    }
    if (operation.support() != Support.YES) {
      assertThat(succeeded(operation) - before).isLessThanOrEqualTo(1);
      assertThat(client.get(at(KEY)).text()).isEqualTo("content");
    }
  }

  /** One real request of each operation; the compiler demands one of a new operation. */
  private Answer example(S3Operation operation) {
    return switch (operation) {
      case LIST_BUCKETS -> client.get("/");
      case CREATE_BUCKET -> client.send("PUT", "/" + bucket + ".new");
      case DELETE_BUCKET -> {
        client.send("PUT", "/" + bucket + ".old");
        yield client.send("DELETE", "/" + bucket + ".old");
      }
      case HEAD_BUCKET,
          GET_BUCKET_LOCATION,
          LIST_MULTIPART_UPLOADS,
          LIST_OBJECTS,
          LIST_OBJECTS_V2,
          LIST_OBJECT_VERSIONS,
          GET_BUCKET_ACL,
          GET_BUCKET_CORS,
          GET_BUCKET_POLICY,
          GET_BUCKET_POLICY_STATUS,
          GET_BUCKET_TAGGING,
          GET_PUBLIC_ACCESS_BLOCK,
          DELETE_BUCKET_CORS,
          DELETE_BUCKET_POLICY,
          DELETE_BUCKET_TAGGING,
          DELETE_PUBLIC_ACCESS_BLOCK,
          DELETE_OBJECT,
          GET_OBJECT,
          HEAD_OBJECT,
          CREATE_MULTIPART_UPLOAD,
          DELETE_OBJECT_TAGGING,
          GET_OBJECT_ACL,
          GET_OBJECT_TAGGING,
          GET_BUCKET_VERSIONING ->
          bare(operation);
      case DELETE_OBJECTS ->
          withBody(operation, "<Delete><Object><Key>key</Key></Object></Delete>");
      case PUT_BUCKET_ACL, PUT_OBJECT_ACL ->
          client.send("PUT", target(operation), Map.of("x-amz-acl", "authenticated-read"), NOTHING);
      case PUT_BUCKET_CORS -> withBody(operation, CORS);
      case PUT_BUCKET_POLICY -> withBody(operation, policy());
      case PUT_BUCKET_TAGGING, PUT_OBJECT_TAGGING -> withBody(operation, TAGS);
      case PUT_PUBLIC_ACCESS_BLOCK -> withBody(operation, BLOCK);
      case PUT_BUCKET_VERSIONING -> withBody(operation, VERSIONING);
      case PUT_OBJECT_LOCK_CONFIGURATION,
          GET_OBJECT_LOCK_CONFIGURATION,
          PUT_OBJECT_RETENTION,
          GET_OBJECT_RETENTION,
          PUT_OBJECT_LEGAL_HOLD,
          GET_OBJECT_LEGAL_HOLD ->
          lock(operation);
      case PUT_OBJECT -> withBody(operation, "other content");
      case POST_OBJECT -> form();
      case COPY_OBJECT -> copy(at("copy"));
      case GET_OBJECT_ATTRIBUTES ->
          client.send("GET", target(operation), Map.of("x-amz-object-attributes", "ETag"), NOTHING);
      case UPLOAD_PART -> client.put(part(upload()), "part");
      case UPLOAD_PART_COPY -> copy(part(upload()));
      case LIST_PARTS -> client.get(at(KEY) + "?uploadId=" + upload());
      case ABORT_MULTIPART_UPLOAD -> client.send("DELETE", at(KEY) + "?uploadId=" + upload());
      case COMPLETE_MULTIPART_UPLOAD -> {
        String upload = upload();
        String etag = client.put(part(upload), "part").header("etag");
        yield client.post(
            at(KEY) + "?uploadId=" + upload,
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                + etag
                + "</ETag></Part></CompleteMultipartUpload>");
      }
      case LIST_DIRECTORY_BUCKETS,
          WRITE_GET_OBJECT_RESPONSE,
          CREATE_BUCKET_METADATA_CONFIGURATION,
          CREATE_BUCKET_METADATA_TABLE_CONFIGURATION,
          CREATE_SESSION,
          DELETE_BUCKET_ANALYTICS_CONFIGURATION,
          DELETE_BUCKET_ENCRYPTION,
          DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION,
          DELETE_BUCKET_INVENTORY_CONFIGURATION,
          DELETE_BUCKET_LIFECYCLE,
          DELETE_BUCKET_METADATA_CONFIGURATION,
          DELETE_BUCKET_METADATA_TABLE_CONFIGURATION,
          DELETE_BUCKET_METRICS_CONFIGURATION,
          DELETE_BUCKET_OWNERSHIP_CONTROLS,
          DELETE_BUCKET_REPLICATION,
          DELETE_BUCKET_WEBSITE,
          GET_BUCKET_ABAC,
          GET_BUCKET_ACCELERATE_CONFIGURATION,
          GET_BUCKET_ANALYTICS_CONFIGURATION,
          GET_BUCKET_ENCRYPTION,
          GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION,
          GET_BUCKET_INVENTORY_CONFIGURATION,
          GET_BUCKET_LIFECYCLE_CONFIGURATION,
          GET_BUCKET_LIFECYCLE,
          GET_BUCKET_LOGGING,
          GET_BUCKET_METADATA_CONFIGURATION,
          GET_BUCKET_METADATA_TABLE_CONFIGURATION,
          GET_BUCKET_METRICS_CONFIGURATION,
          GET_BUCKET_NOTIFICATION_CONFIGURATION,
          GET_BUCKET_NOTIFICATION,
          GET_BUCKET_OWNERSHIP_CONTROLS,
          GET_BUCKET_REPLICATION,
          GET_BUCKET_REQUEST_PAYMENT,
          GET_BUCKET_WEBSITE,
          LIST_BUCKET_ANALYTICS_CONFIGURATIONS,
          LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS,
          LIST_BUCKET_INVENTORY_CONFIGURATIONS,
          LIST_BUCKET_METRICS_CONFIGURATIONS,
          PUT_BUCKET_ABAC,
          PUT_BUCKET_ACCELERATE_CONFIGURATION,
          PUT_BUCKET_ANALYTICS_CONFIGURATION,
          PUT_BUCKET_ENCRYPTION,
          PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION,
          PUT_BUCKET_INVENTORY_CONFIGURATION,
          PUT_BUCKET_LIFECYCLE,
          PUT_BUCKET_LIFECYCLE_CONFIGURATION,
          PUT_BUCKET_LOGGING,
          PUT_BUCKET_METRICS_CONFIGURATION,
          PUT_BUCKET_NOTIFICATION,
          PUT_BUCKET_NOTIFICATION_CONFIGURATION,
          PUT_BUCKET_OWNERSHIP_CONTROLS,
          PUT_BUCKET_REPLICATION,
          PUT_BUCKET_REQUEST_PAYMENT,
          PUT_BUCKET_WEBSITE,
          UPDATE_BUCKET_METADATA_ANNOTATION_TABLE_CONFIGURATION,
          UPDATE_BUCKET_METADATA_INVENTORY_TABLE_CONFIGURATION,
          UPDATE_BUCKET_METADATA_JOURNAL_TABLE_CONFIGURATION,
          DELETE_OBJECT_ANNOTATION,
          GET_OBJECT_ANNOTATION,
          GET_OBJECT_TORRENT,
          LIST_OBJECT_ANNOTATIONS,
          PUT_OBJECT_ANNOTATION,
          RENAME_OBJECT,
          RESTORE_OBJECT,
          SELECT_OBJECT_CONTENT,
          UPDATE_OBJECT_ENCRYPTION ->
          bare(operation);
    };
  }

  /** In a bucket whose versions can be locked, one of which is. */
  private Answer lock(S3Operation operation) {
    client.put("/" + bucket + "?versioning", VERSIONING);
    client.put("/" + bucket + "?object-lock", LOCK);
    client.put(at(KEY) + "?retention", RETENTION);
    client.put(at(KEY) + "?legal-hold", HOLD);
    return switch (operation) {
      case PUT_OBJECT_LOCK_CONFIGURATION -> withBody(operation, LOCK);
      case PUT_OBJECT_RETENTION -> withBody(operation, RETENTION);
      case PUT_OBJECT_LEGAL_HOLD -> withBody(operation, HOLD);
      default -> bare(operation);
    };
  }

  /** What its method and selectors alone ask for. */
  private Answer bare(S3Operation operation) {
    Map<String, String> headers =
        operation.selectors().stream()
            .filter(selector -> selector.startsWith("@"))
            .collect(Collectors.toMap(selector -> selector.substring(1), selector -> "x"));
    return client.send(operation.method(), target(operation), headers, NOTHING);
  }

  private Answer withBody(S3Operation operation, String body) {
    Map<String, String> digest =
        operation == S3Operation.DELETE_OBJECTS ? TestingS3Client.digest(utf8(body)) : Map.of();
    return client.send(operation.method(), target(operation), digest, utf8(body));
  }

  private String target(S3Operation operation) {
    List<String> query =
        operation.selectors().stream().filter(selector -> !selector.startsWith("@")).toList();
    String path =
        switch (operation.scope()) {
          case SERVICE -> "/";
          case BUCKET -> "/" + bucket;
          case OBJECT -> at(KEY);
        };
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  private Answer copy(String target) {
    return client.send("PUT", target, Map.of("x-amz-copy-source", bucket + "/" + KEY), NOTHING);
  }

  private String upload() {
    return client.send("POST", at(KEY) + "?uploads").element("UploadId").orElseThrow();
  }

  private String part(String upload) {
    return at(KEY) + "?partNumber=1&uploadId=" + upload;
  }

  private Answer form() {
    String form =
        """
        --b\r
        Content-Disposition: form-data; name="key"\r
        \r
        form\r
        --b\r
        Content-Disposition: form-data; name="file"; filename="f"\r
        \r
        hello\r
        --b--\r
        """;
    return client.send(
        "POST",
        "/" + bucket,
        Map.of("content-type", "multipart/form-data; boundary=b"),
        utf8(form));
  }

  private String policy() {
    return json(
        "{'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::"
            + bucket
            + "/secret'}]}");
  }
}
