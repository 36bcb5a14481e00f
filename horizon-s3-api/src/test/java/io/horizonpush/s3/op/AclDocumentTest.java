package io.horizonpush.s3.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Grant;
import io.horizonpush.s3.model.Grantee;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Permission;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.xml.XmlParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AclDocumentTest {

  private static final Owner MAIN = new Owner("main", "M. & <Main>");
  private static final Owner ALT = new Owner("alt", "A. Alt");

  private static final String GRANT =
      "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
          + " xsi:type=\"CanonicalUser\"><ID>alt</ID><DisplayName>x</DisplayName></Grantee>"
          + "<Permission>READ_ACP</Permission></Grant>";

  @ParameterizedTest
  @EnumSource
  void document_thatWasWritten_isReadAsTheSameList(CannedAcl canned) {
    Acl acl = canned.of(MAIN, ALT);

    assertThat(resolve(write(acl))).isEqualTo(acl);
  }

  @Test
  void documents_ofAnyLists_areReadAsTheSameLists() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Grantee> grantees =
        List.of(
            new Grantee.Everyone(),
            new Grantee.Authenticated(),
            new Grantee.User(MAIN),
            new Grantee.User(ALT));
    List<Permission> permissions = List.of(Permission.values());
    for (int round = 0; round < 500; round++) {
      List<Grant> grants =
          IntStream.range(0, random.nextInt(Acl.MAX_GRANTS + 1))
              .mapToObj(
                  _ ->
                      new Grant(
                          grantees.get(random.nextInt(grantees.size())),
                          permissions.get(random.nextInt(permissions.size()))))
              .toList();
      Acl acl = new Acl(MAIN, grants);

      assertThat(resolve(write(acl))).as("seed %d round %d", seed, round).isEqualTo(acl);
    }
  }

  @Test
  void document_saysOfWhatTypeAGranteeIs() {
    assertThat(write(CannedAcl.PUBLIC_READ.of(MAIN, MAIN)))
        .contains(
            "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\">"
                + "<URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>",
            "xsi:type=\"CanonicalUser\"><ID>main</ID><DisplayName>M. &amp; &lt;Main&gt;"
                + "</DisplayName></Grantee><Permission>FULL_CONTROL</Permission>");
  }

  @Test
  void document_asClientsSendIt_isRead() {
    assertThat(resolve(policy("main", GRANT)))
        .isEqualTo(new Acl(MAIN, List.of(new Grant(new Grantee.User(ALT), Permission.READ_ACP))));
    assertThat(resolve(policy("main", ""))).isEqualTo(new Acl(MAIN, List.of()));
  }

  @Test
  void document_thatNamesAnotherOwner_isRefused() {
    refused(S3ErrorCode.ACCESS_DENIED, policy("alt", GRANT));
  }

  @Test
  void document_thatNamesNobodyKnown_isRefused() {
    refused(S3ErrorCode.INVALID_ARGUMENT, policy("main", GRANT.replace(">alt<", ">_foo<")));
    refused(
        S3ErrorCode.UNRESOLVABLE_GRANT,
        policy(
            "main",
            GRANT.replace("<ID>alt</ID>", "<EmailAddress>doesnotexist@x.invalid</EmailAddress>")));
    refused(
        S3ErrorCode.INVALID_ARGUMENT,
        policy("main", GRANT.replace("<ID>alt</ID>", "<URI>http://x</URI>")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Permission>READ_ACP</Permission>|",
        "READ_ACP|read",
        "READ_ACP|",
        "<ID>alt</ID>|",
        "<ID>alt</ID>|<ID>alt</ID><ID>main</ID>",
        "<ID>alt</ID>|<ID>alt</ID><URI>http://x</URI>",
        "<ID>alt</ID>|<Name>alt</Name>",
        "</Grant>|</Grant><Other/>"
      })
  void document_ofAnotherForm_isRefused(String change) {
    String from = change.substring(0, change.indexOf('|'));
    String to = change.substring(change.indexOf('|') + 1);

    refused(S3ErrorCode.MALFORMED_ACL, policy("main", GRANT.replace(from, to)));
  }

  @Test
  void document_withoutOwnerOrListOrWithTooManyGrants_isRefused() {
    refused(
        S3ErrorCode.MALFORMED_ACL,
        "<AccessControlPolicy><AccessControlList/></AccessControlPolicy>");
    refused(
        S3ErrorCode.MALFORMED_ACL,
        "<AccessControlPolicy><Owner><ID>main</ID></Owner></AccessControlPolicy>");
    refused(S3ErrorCode.MALFORMED_ACL, "<Policy/>");
    refused(S3ErrorCode.MALFORMED_ACL, policy("main", GRANT.repeat(Acl.MAX_GRANTS + 1)));
  }

  private static String policy(String owner, String grants) {
    return "<AccessControlPolicy xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Owner><ID>"
        + owner
        + "</ID><DisplayName>x</DisplayName></Owner><AccessControlList>"
        + grants
        + "</AccessControlList></AccessControlPolicy>";
  }

  private static String write(Acl acl) {
    return new String(AclDocument.write(acl), StandardCharsets.UTF_8);
  }

  private static Acl resolve(String document) {
    return AclDocument.read(XmlParser.parse(document.getBytes(StandardCharsets.UTF_8)))
        .resolve(
            MAIN,
            id -> List.of(MAIN, ALT).stream().filter(each -> each.id().equals(id)).findFirst(),
            email -> Optional.empty());
  }

  private static void refused(S3ErrorCode code, String document) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> resolve(document))
        .extracting(S3Exception::code)
        .isEqualTo(code);
  }
}
