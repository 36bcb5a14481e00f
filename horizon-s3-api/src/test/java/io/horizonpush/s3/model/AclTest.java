package io.horizonpush.s3.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.filter.TestingRequests;
import io.horizonpush.s3.model.Grantee.Authenticated;
import io.horizonpush.s3.model.Grantee.Everyone;
import io.horizonpush.s3.model.Grantee.User;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AclTest {

  private static final Owner MAIN = new Owner("main", "M. Main");
  private static final Owner ALT = new Owner("alt", "A. Alt");
  private static final Grant FULL = new Grant(new User(MAIN), Permission.FULL_CONTROL);

  @Test
  void cannedAcls_grantWhatAwsSaysGroupsFirst() {
    assertThat(grants(CannedAcl.PRIVATE)).containsExactly(FULL);
    assertThat(grants(CannedAcl.PUBLIC_READ))
        .containsExactly(new Grant(new Everyone(), Permission.READ), FULL);
    assertThat(grants(CannedAcl.PUBLIC_READ_WRITE))
        .containsExactly(
            new Grant(new Everyone(), Permission.READ),
            new Grant(new Everyone(), Permission.WRITE),
            FULL);
    assertThat(grants(CannedAcl.AUTHENTICATED_READ))
        .containsExactly(new Grant(new Authenticated(), Permission.READ), FULL);
    assertThat(grants(CannedAcl.BUCKET_OWNER_READ))
        .containsExactly(FULL, new Grant(new User(ALT), Permission.READ));
    assertThat(grants(CannedAcl.BUCKET_OWNER_FULL_CONTROL))
        .containsExactly(FULL, new Grant(new User(ALT), Permission.FULL_CONTROL));
  }

  @ParameterizedTest
  @EnumSource(names = {"BUCKET_OWNER_READ", "BUCKET_OWNER_FULL_CONTROL"})
  void cannedAclAboutTheBucketsOwner_isPrivateForWhatThatOwnerHas(CannedAcl acl) {
    assertThat(acl.of(MAIN, MAIN)).isEqualTo(CannedAcl.PRIVATE.of(MAIN, MAIN));
  }

  @ParameterizedTest
  @EnumSource
  void cannedAcl_isFoundByItsNameOnly(CannedAcl acl) {
    assertThat(CannedAcl.named(acl.text())).contains(acl);
    assertThat(CannedAcl.named(acl.text() + "y")).isEmpty();
    assertThat(CannedAcl.named(acl.name())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PRIVATE, false, false",
    "PUBLIC_READ, true, true",
    "PUBLIC_READ_WRITE, true, true",
    "AUTHENTICATED_READ, false, true",
    "BUCKET_OWNER_READ, false, false"
  })
  void reading_isForWhomTheCannedAclSays(CannedAcl canned, boolean everyone, boolean others) {
    Acl acl = canned.of(MAIN, MAIN);

    assertThat(acl.permits(new Principal.Public(), Permission.READ)).isEqualTo(everyone);
    assertThat(acl.permits(holder(ALT), Permission.READ)).isEqualTo(others);
    assertThat(acl.permits(new Principal.Local(ALT), Permission.READ)).isEqualTo(others);
    assertThat(acl.permits(holder(MAIN), Permission.READ)).isTrue();
    assertThat(acl.permits(new Principal.Local(MAIN), Permission.WRITE)).isTrue();
    assertThat(acl.isPublic()).isEqualTo(everyone || others);
  }

  @ParameterizedTest
  @EnumSource
  void grant_permitsItselfAndFullControlEverything(Permission granted) {
    Acl acl = new Acl(MAIN, List.of(new Grant(new User(ALT), granted)));

    for (Permission wanted : Permission.values()) {
      assertThat(acl.permits(holder(ALT), wanted))
          .as("%s with %s", wanted, granted)
          .isEqualTo(wanted == granted || granted == Permission.FULL_CONTROL);
      assertThat(acl.permits(new Principal.Public(), wanted)).isFalse();
    }
  }

  @Test
  void owner_mayMendAListThatGrantsNothingButNotReadWhatItCovers() {
    Acl empty = new Acl(MAIN, List.of());

    assertThat(empty.permits(holder(MAIN), Permission.READ_ACP)).isTrue();
    assertThat(empty.permits(holder(MAIN), Permission.WRITE_ACP)).isTrue();
    assertThat(empty.permits(holder(MAIN), Permission.READ)).isFalse();
    assertThat(empty.permits(holder(ALT), Permission.READ_ACP)).isFalse();
  }

  @Test
  void public_isNotTheOwnerOfWhatNobodyInParticularStored() {
    Principal.Public nobody = new Principal.Public();
    Acl acl = CannedAcl.PRIVATE.of(nobody.owner(), MAIN);

    for (Permission wanted : Permission.values()) {
      assertThat(acl.permits(nobody, wanted)).as("%s", wanted).isFalse();
    }
  }

  private static List<Grant> grants(CannedAcl acl) {
    return acl.of(MAIN, ALT).grants();
  }

  private static Principal holder(Owner owner) {
    return TestingRequests.holder("AKIA", owner, new KeyRights.OfOwner());
  }
}
