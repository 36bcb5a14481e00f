package io.horizonpush.s3.form;

import static io.horizonpush.s3.auth.TestingSigner.ID;
import static io.horizonpush.s3.auth.TestingSigner.SECRET;
import static io.horizonpush.s3.form.TestingForm.DEFAULT_POLICY;
import static io.horizonpush.s3.form.TestingForm.policy;
import static io.horizonpush.s3.form.TestingForm.read;
import static io.horizonpush.s3.request.TestingClients.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.auth.TestingSigner;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.FormAnswer;
import io.horizonpush.s3.request.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many of the cases are those of Ceph's tests, named {@code test_post_object_…} there. */
class FormUploadsTest {

  private static final Principal SIGNER =
      TestingSigner.holder(new Signature.V2(Signature.Carrier.FORM));

  @Test
  void signedForm_isItsSigners_andMeansWhatAPutWithHeadersMeans() {
    FormUpload upload = TestingForm.usual(DEFAULT_POLICY).open();

    assertThat(upload.principal()).isEqualTo(SIGNER);
    assertThat(upload.input().put().bucket().value()).isEqualTo("bucket");
    assertThat(upload.input().put().key().value()).isEqualTo("foo.txt");
    assertThat(upload.input().put().metadata())
        .isEqualTo(new ObjectMetadata(Map.of("content-type", "text/plain"), Map.of()));
    assertThat(upload.input().answer())
        .isEqualTo(new FormAnswer.Status(204, "http://localhost:3000/s3/bucket/foo.txt"));
    assertThat(read(upload.file())).isEqualTo("bar");
  }

  @Test
  void placeOfTheObject_hasTheSchemeThatTheClientSpeaks() {
    TestingForm form = TestingForm.usual(DEFAULT_POLICY);
    Client secure = new Client(LOCAL.connection(), LOCAL.address(), true, false);
    assertThat(TestingForm.open(form.head(), form.body(), 4096, secure).input().answer())
        .isEqualTo(new FormAnswer.Status(204, "https://localhost:3000/s3/bucket/foo.txt"));
  }

  @Test
  void formSignedWithVersion4_isAccepted() {
    String conditions =
        TestingForm.v4Conditions() + ", {\"bucket\":\"bucket\"}, [\"eq\", \"$key\", \"k\"]";
    FormUpload upload =
        TestingForm.of("key", "k").signedV4(policy(conditions)).file("x", "bar").open();
    assertThat(upload.principal())
        .isEqualTo(
            TestingSigner.holder(new Signature.V4(Signature.Carrier.FORM, TestingSigner.NOW)));
    assertThat(read(upload.file())).isEqualTo("bar");
  }

  @Test
  void formWithoutAPolicy_isAnybodys() {
    FormUpload upload = TestingForm.of("key", "foo.txt").file("", "bar").open();
    assertThat(upload.principal()).isEqualTo(new Principal.Public());
    assertThat(upload.input().put().metadata()).isEqualTo(ObjectMetadata.EMPTY);
  }

  @Test
  void nameOfTheFile_isFilledIn_beforeThePolicyIsAsked() {
    FormUpload upload =
        TestingForm.of("key", "${filename}", "acl", "private", "Content-Type", "text/plain")
            .signedV2(DEFAULT_POLICY)
            .file("C:\\Users\\me\\foo.txt", "bar")
            .open();
    assertThat(upload.input().put().key().value()).isEqualTo("foo.txt");
    assertCode(
        "AccessDenied",
        TestingForm.of("key", "foo/${filename}")
            .signedV2(policy("{\"bucket\":\"bucket\"}", "{\"key\":\"foo/${filename}\"}"))
            .file("a", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a/b//c", "/a", "../x", ".", "s3/k", "ä €😀", "%2F+?#&=;", " ", "a\\b", "${x}"})
  void key_isStoredAsItStandsInTheForm(String key) {
    FormUpload upload = TestingForm.of("key", key).file("x", "bar").open();
    assertThat(upload.input().put().key().value()).isEqualTo(key);
  }

  @Test
  void namesOfFieldsAndConditions_haveNoCase() {
    String policy =
        policy(
            "{\"bUcKeT\": \"bucket\"}",
            "[\"StArTs-WiTh\", \"$KeY\", \"foo\"]",
            "{\"AcL\": \"private\"}",
            "[\"StArTs-WiTh\", \"$CoNtEnT-TyPe\", \"text/plain\"]",
            "[\"content-length-range\", 0, 1024]");
    String encoded = TestingForm.base64(policy);
    FormUpload upload =
        TestingForm.of("kEy", "foo.txt", "aCl", "private", "Content-Type", "text/plain")
            .with("awsACCESSkeyid", ID)
            .with("Signature", TestingSigner.signV2(encoded))
            .with("pOLICy", encoded)
            .part("form-data; name=\"FILE\"", "bar")
            .open();
    assertThat(read(upload.file())).isEqualTo("bar");
  }

  @ParameterizedTest
  @CsvSource({"\\\\$foo, \\$foo.txt", "\\$foo, $foo.txt", "\\u0024foo, $foo.txt"})
  void backslash_escapesAsJsonAndAwsHaveIt(String inPolicy, String key) {
    String policy =
        policy("{\"bucket\":\"bucket\"}", "[\"starts-with\",\"$key\",\"" + inPolicy + "\"]");
    FormUpload upload = TestingForm.of("key", key).signedV2(policy).file("x", "bar").open();
    assertThat(upload.input().put().key().value()).isEqualTo(key);
  }

  @Test
  void metadata_isKept_andOtherFieldsAreNoHeaders() {
    FormUpload upload =
        TestingForm.of(
                "key",
                "k",
                "x-amz-meta-Foo",
                "bar clamp",
                "x-amz-meta-u",
                "ä",
                "Expires",
                "soon",
                "Cache-Control",
                "no-cache",
                "x-ignore-foo",
                "bar",
                "x-ignore-foo",
                "again",
                "other",
                "\r\nx: y",
                "Content-Length",
                "1")
            .file("x", "bar")
            .open();
    assertThat(upload.input().put().metadata())
        .isEqualTo(
            new ObjectMetadata(
                Map.of("expires", "soon", "cache-control", "no-cache"),
                Map.of("foo", "bar clamp", "u", "Ã¤")));
  }

  @ParameterizedTest
  @CsvSource({"200, 200", "201, 201", "204, 204", "404, 204", "'', 204", "2000, 204"})
  void status_isOneOfThree(String asked, int status) {
    assertThat(status(answer("success_action_status", asked))).isEqualTo(status);
  }

  @Test
  void redirection_comesBeforeTheStatus() {
    FormAnswer expected = new FormAnswer.Redirect("http://x.example/done?a=b");
    assertThat(
            answer(
                "success_action_status",
                "201",
                "success_action_redirect",
                "http://x.example/done?a=b"))
        .isEqualTo(expected);
    assertThat(answer("redirect", "http://x.example/done?a=b")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "javascript:alert(1)",
        "/done",
        "//x.example",
        "http://",
        "http://x\r\ny: z",
        "http://x/ä",
        "http://x y"
      })
  void redirection_toWhatIsNoWebAddress_isPassedOver(String url) {
    assertThat(status(answer("redirect", url))).isEqualTo(204);
  }

  @Test
  void checksum_isVerifiedOnTheFile_andNeedsNoCondition() {
    String sha256 = "/N4rLtula/QIYB+3If6bXDONEO5CnqBPrlURto+/j7k=";
    TestingForm unsigned =
        TestingForm.of("key", "foo.txt", "acl", "private", "Content-Type", "text/plain");
    FormUpload good =
        unsigned
            .with("x-amz-checksum-sha256", sha256)
            .signedV2(DEFAULT_POLICY)
            .file("x", "bar")
            .open();
    assertThat(read(good.file())).isEqualTo("bar");
    assertThat(good.file().checksums())
        .containsExactly(new Checksum(ChecksumAlgorithm.SHA256, ChecksumType.FULL_OBJECT, sha256));

    FormUpload bad =
        unsigned
            .with("x-amz-checksum-sha256", sha256)
            .signedV2(DEFAULT_POLICY)
            .file("x", "baz")
            .open();
    assertThatThrownBy(() -> read(bad.file()))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code().code()).isEqualTo("BadDigest"));
    assertCode(
        "InvalidRequest",
        unsigned
            .with("x-amz-checksum-sha256", "sailorjerry")
            .signedV2(DEFAULT_POLICY)
            .file("x", ""));
  }

  @Test
  void largeFile_isPassedOnInPieces_howeverItArrives() {
    String content = "foo\r\n--".repeat(500_000);
    TestingForm form = TestingForm.of("key", "k").file("x", content);
    for (int size : new int[] {977, 65_536, 131_072, 5_000_000}) {
      FormUpload upload = TestingForm.open(form.head(), form.body(), size);
      long largest = 0;
      long length = 0;
      for (var next = upload.file().next(); next.isPresent(); next = upload.file().next()) {
        largest = Math.max(largest, next.get().remaining());
        length += next.get().remaining();
      }
      assertThat(length).isEqualTo(content.length());
      assertThat(largest).isLessThanOrEqualTo(64 << 10);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 2, EntityTooLarge", "0, 0, EntityTooLarge", "4, 1000, EntityTooSmall"})
  void lengthOutsideTheRange_isFoundBeforeTheEndIsReported(int least, int most, String code) {
    String range = "[\"content-length-range\", %d, %d]".formatted(least, most);
    FormUpload upload =
        TestingForm.of("key", "k")
            .signedV2(policy("{\"bucket\":\"bucket\"}", "{\"key\":\"k\"}", range))
            .file("x", "bar")
            .open();
    assertThatThrownBy(() -> read(upload.file()))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code().code()).isEqualTo(code));
  }

  @Test
  void fieldsBehindTheFile_areIgnored_butAnotherFileIsNot() {
    FormUpload upload =
        TestingForm.usual(DEFAULT_POLICY).with("x-amz-meta-evil", "x").with("key", "other").open();
    assertThat(upload.input().put().key().value()).isEqualTo("foo.txt");
    assertThat(read(upload.file())).isEqualTo("bar");

    FormUpload two = TestingForm.usual(DEFAULT_POLICY).file("y", "more").open();
    assertThatThrownBy(() -> read(two.file()))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code().code()).isEqualTo("IncorrectNumberOfFilesInPostRequest"));
    assertCode("IncorrectNumberOfFilesInPostRequest", TestingForm.of("key", "k"));
  }

  @Test
  void formThatBreaksOffBehindItsFile_isNotStored() {
    TestingForm form = TestingForm.usual(DEFAULT_POLICY);
    String whole = new String(form.body(), StandardCharsets.UTF_8);
    int end = whole.lastIndexOf("--");
    byte[] cut = Arrays.copyOf(form.body(), end);
    RequestHead head = withLength(form.head(), end);
    assertThatThrownBy(() -> read(TestingForm.open(head, cut, 100).file()))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code().code()).isEqualTo("MalformedPOSTRequest"));
    assertThatThrownBy(() -> read(TestingForm.open(form.head(), cut, 100).file()))
        .isInstanceOf(S3Exception.class);
  }

  @Test
  void formWhoseHeadIsSigned_isRefused() {
    RequestHead head =
        TestingSigner.presign(
            "POST",
            "http://localhost/s3/bucket",
            Map.of("content-type", "multipart/form-data; boundary=" + TestingForm.BOUNDARY));
    RequestHead whole = withLength(head, TestingForm.usual(DEFAULT_POLICY).body().length);
    assertThatThrownBy(() -> TestingForm.open(whole, TestingForm.usual(DEFAULT_POLICY).body(), 100))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code().code()).isEqualTo("InvalidArgument"));
  }

  @Test
  void fieldThatStandsTwice_orWouldBeAnotherOperation_isRefused() {
    assertCode("InvalidArgument", TestingForm.of("key", "a", "KEY", "b").file("x", ""));
    assertCode(
        "InvalidArgument",
        TestingForm.of("key", "a", "acl", "private", "x-amz-acl", "private").file("x", ""));
    assertCode(
        "InvalidArgument",
        TestingForm.of("key", "a", "x-amz-copy-source", "/other/secret").file("x", ""));
    assertCode("InvalidArgument", TestingForm.of("key", "").file("x", ""));
    assertCode("InvalidArgument", TestingForm.of("key", "a\0b").file("x", ""));
    assertCode("InvalidArgument", TestingForm.of("acl", "private").file("x", ""));
    assertCode("KeyTooLongError", TestingForm.of("key", "x".repeat(1025)).file("x", ""));
    assertCode("MalformedXML", TestingForm.of("key", "a", "tagging", "a=b").file("x", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-amz-meta-a", "content-type", "acl", "x-amz-storage-class"})
  void value_cannotBreakOutOfItsHeader(String name) {
    assertCode(
        "InvalidArgument", TestingForm.of("key", "k", name, "x\r\nset-cookie: a").file("x", ""));
  }

  @Test
  void manyPlaceholders_doNotGrowBeyondTheLimit() {
    assertCode(
        "MaxPostPreDataLengthExceededError",
        TestingForm.of("key", "k", "x-amz-meta-a", "${filename}".repeat(1000))
            .file("x".repeat(5000), ""));
  }

  /** Whatever a form has become, it is read or refused; nothing else. */
  @Test
  void mutatedForms_areNeverTheSigners_withAnotherPolicyOrOtherFields() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    TestingForm form = TestingForm.usual(DEFAULT_POLICY);
    byte[] body = form.body();
    int accepted = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] mutated = body.clone();
      mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        FormUpload upload = TestingForm.open(form.head(), mutated, 1 + random.nextInt(200));
        read(upload.file());
        assertThat(upload.input().put().key().value()).startsWith("foo");
        if (upload.principal().equals(SIGNER)) {
          accepted++;
        }
      } catch (S3Exception e) {
        assertThat(e.code().status()).as("seed %d round %d", seed, round).isBetween(400, 501);
        assertThat(e.getMessage() + e.details()).doesNotContain(SECRET);
      }
    }
    // A change in the file, its name or behind it is none that a policy forbids.
    assertThat(accepted).isBetween(1, 2_500);
  }

  private static int status(FormAnswer answer) {
    return ((FormAnswer.Status) answer).code();
  }

  private static FormAnswer answer(String... fields) {
    List<String> all = new ArrayList<>(List.of("key", "k"));
    all.addAll(List.of(fields));
    return TestingForm.of(all.toArray(String[]::new)).file("x", "").open().input().answer();
  }

  private static RequestHead withLength(RequestHead head, int length) {
    List<RequestHead.Header> headers = new ArrayList<>(head.headers());
    headers.removeIf(header -> header.name().equals("content-length"));
    headers.add(new RequestHead.Header("content-length", Integer.toString(length)));
    return new RequestHead(head.method(), head.rawPath(), head.rawQuery(), headers);
  }

  private static void assertCode(String code, TestingForm form) {
    assertThatThrownBy(form::open)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code().code()).isEqualTo(code));
  }
}
