import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The AWS SDK for Java 2: objects, a stream of unknown length in parts with checksums, attributes,
 * presigned URLs, pages, errors, and the region that a failing HEAD tells.
 */
final class SdkJava {

  private static final String BUCKET = "clients-sdk-java";
  private static final URI ENDPOINT = URI.create(System.getenv("HORIZON_S3_URL") + "/s3");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final S3Client s3;

  private SdkJava(S3Client s3) {
    this.s3 = s3;
  }

  public static void main(String[] arguments) throws Exception {
    try (S3Client s3 = S3Client.builder().endpointOverride(ENDPOINT).forcePathStyle(true).build()) {
      new SdkJava(s3).run(arguments[0]);
    }
  }

  private void run(String version) throws Exception {
    s3.createBucket(b -> b.bucket(BUCKET));
    objects();
    streams();
    presigned();
    pages();
    failures();
    List<ObjectIdentifier> all =
        s3.listObjectsV2Paginator(b -> b.bucket(BUCKET)).contents().stream()
            .map(each -> ObjectIdentifier.builder().key(each.key()).build())
            .toList();
    check(
        s3.deleteObjects(b -> b.bucket(BUCKET).delete(d -> d.objects(all))).deleted().size()
            == all.size(),
        "batch delete");
    s3.deleteBucket(b -> b.bucket(BUCKET));
    System.out.println(
        "AWS SDK for Java "
            + version
            + ": put, get, a range, 40 MB of unknown length in parts with checksums, attributes,"
            + " presigned URLs, pages of a list, the region in a failing HEAD, errors, batch"
            + " delete: ok");
  }

  private void objects() {
    byte[] data = random(100_000);
    s3.putObject(
        b ->
            b.bucket(BUCKET)
                .key("dir/\u00fc b+c")
                .contentType("text/plain")
                .metadata(Map.of("colour", "blue")),
        RequestBody.fromBytes(data));
    check(Arrays.equals(get("dir/\u00fc b+c"), data), "the object");
    byte[] range =
        s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("dir/\u00fc b+c").range("bytes=100-199"))
            .asByteArray();
    check(Arrays.equals(range, 0, 100, data, 100, 200), "the range");
    var head = s3.headObject(b -> b.bucket(BUCKET).key("dir/\u00fc b+c"));
    check(head.metadata().equals(Map.of("colour", "blue")), "the metadata");
  }

  private void streams() {
    byte[] data = random(40_000_000);
    try (S3AsyncClient async =
        S3AsyncClient.builder()
            .endpointOverride(ENDPOINT)
            .forcePathStyle(true)
            .multipartEnabled(true)
            .build()) {
      // The algorithms that need no library besides.
      for (ChecksumAlgorithm algorithm :
          List.of(
              ChecksumAlgorithm.CRC32,
              ChecksumAlgorithm.CRC32_C,
              ChecksumAlgorithm.SHA1,
              ChecksumAlgorithm.SHA256)) {
        String key = "stream-" + algorithm;
        AsyncRequestBody body =
            AsyncRequestBody.fromInputStream(
                b ->
                    b.inputStream(new ByteArrayInputStream(data))
                        .executor(java.util.concurrent.ForkJoinPool.commonPool()));
        async
            .putObject(b -> b.bucket(BUCKET).key(key).checksumAlgorithm(algorithm), body)
            .join();
        byte[] read =
            async
                .getObject(b -> b.bucket(BUCKET).key(key), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
        check(Arrays.equals(read, data), "the stream with " + algorithm);
        // The list of what is wanted comes as one header for each.
        GetObjectAttributesResponse attributes =
            s3.getObjectAttributes(
                b ->
                    b.bucket(BUCKET)
                        .key(key)
                        .objectAttributes(
                            ObjectAttributes.E_TAG,
                            ObjectAttributes.CHECKSUM,
                            ObjectAttributes.OBJECT_PARTS,
                            ObjectAttributes.OBJECT_SIZE));
        check(attributes.objectSize() == data.length, "the size of " + key);
        check(attributes.objectParts().totalPartsCount() > 1, "the parts of " + key);
        check(attributes.checksum() != null, "the checksum of " + key);
      }
    }
  }

  private void presigned() throws Exception {
    try (S3Presigner urls =
        S3Presigner.builder()
            .endpointOverride(ENDPOINT)
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build()) {
      Duration minute = Duration.ofMinutes(1);
      URL put =
          urls.presignPutObject(
                  p ->
                      p.signatureDuration(minute)
                          .putObjectRequest(b -> b.bucket(BUCKET).key("presigned")))
              .url();
      check(send(put, "image/png") == 200, "a presigned PUT");
      URL typed =
          urls.presignPutObject(
                  p ->
                      p.signatureDuration(minute)
                          .putObjectRequest(
                              b -> b.bucket(BUCKET).key("typed").contentType("text/plain")))
              .url();
      check(send(typed, "text/html") == 403, "another type than was signed");
      check(send(typed, "text/plain") == 200, "the type that was signed");
      URL get =
          urls.presignGetObject(
                  p ->
                      p.signatureDuration(minute)
                          .getObjectRequest(b -> b.bucket(BUCKET).key("presigned")))
              .url();
      var answer =
          HTTP.send(HttpRequest.newBuilder(get.toURI()).build(), BodyHandlers.ofString());
      check(answer.body().equals("hello"), "a presigned GET");
      check(answer.headers().firstValue("content-type").get().equals("image/png"), "its type");
    }
  }

  private static int send(URL url, String type) throws Exception {
    HttpRequest put =
        HttpRequest.newBuilder(url.toURI())
            .header("Content-Type", type)
            .PUT(BodyPublishers.ofString("hello"))
            .build();
    return HTTP.send(put, BodyHandlers.discarding()).statusCode();
  }

  private void pages() {
    List<String> names = IntStream.range(0, 25).mapToObj("many/%02d"::formatted).toList();
    names.forEach(
        name -> s3.putObject(b -> b.bucket(BUCKET).key(name), RequestBody.fromString("x")));
    var pages = s3.listObjectsV2Paginator(b -> b.bucket(BUCKET).prefix("many/").maxKeys(10));
    check(pages.stream().count() == 3, "the pages");
    check(pages.contents().stream().map(each -> each.key()).toList().equals(names), "the names");
  }

  private void failures() {
    try {
      get("absent");
      throw new AssertionError("there is an absent key");
    } catch (NoSuchKeyException e) {
      check(e.statusCode() == 404, "an absent key");
    }
    try {
      s3.headBucket(b -> b.bucket("absent-" + BUCKET));
      throw new AssertionError("there is an absent bucket");
    } catch (S3Exception e) {
      var region =
          e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region");
      check(region.equals(java.util.Optional.of("us-east-1")), "the region of " + e);
    }
  }

  private byte[] get(String key) {
    return s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asByteArray();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    return bytes;
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
