package io.horizonpush.s3.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.DefaultRetention;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LockDocumentsTest {

  private static XmlElement xml(String text) {
    return XmlParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertFails(S3ErrorCode code, ThrowingCallable read) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({"GOVERNANCE, 30, DAYS", "COMPLIANCE, 100, YEARS", "COMPLIANCE, 36500, DAYS"})
  void aConfiguration_isReadAsItWasWritten(
      Retention.Mode mode, int amount, DefaultRetention.Unit unit) {
    Optional<DefaultRetention> retention = Optional.of(new DefaultRetention(mode, amount, unit));

    byte[] document = LockDocuments.writeConfiguration(retention);

    assertThat(LockDocuments.readConfiguration(XmlParser.parse(document))).isEqualTo(retention);
    assertThat(
            LockDocuments.readConfiguration(
                XmlParser.parse(LockDocuments.writeConfiguration(Optional.empty()))))
        .isEmpty();
  }

  @Test
  void aConfiguration_thatHasAnElementTwice_isMalformed() {
    String enabled = "<ObjectLockEnabled>Enabled</ObjectLockEnabled>";
    String rule =
        "<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule>";
    for (String inside :
        new String[] {
          "",
          enabled + enabled,
          enabled + rule + rule,
          enabled + "<Rule/>",
          enabled + rule.replace("<Days>1</Days>", "<Days>1</Days><Days>2</Days>")
        }) {
      assertFails(
          S3ErrorCode.MALFORMED_XML,
          () ->
              LockDocuments.readConfiguration(
                  xml("<ObjectLockConfiguration>" + inside + "</ObjectLockConfiguration>")));
    }
  }

  @Test
  void aRetention_isReadAsItWasWritten_andAnEmptyOneTakesItBack() {
    Retention.Period period =
        new Retention.Period(Retention.Mode.COMPLIANCE, Instant.parse("2999-01-01T00:00:00.5Z"));

    assertThat(LockDocuments.readRetention(XmlParser.parse(LockDocuments.write(period))))
        .contains(period);
    assertThat(LockDocuments.readRetention(xml("<Retention/>"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Other/>",
        "<Retention>2030-01-01T00:00:00Z</Retention>",
        "<Retention><Mode>GOVERNANCE</Mode></Retention>",
        "<Retention><RetainUntilDate>2999-01-01T00:00:00Z</RetainUntilDate></Retention>",
        "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate/></Retention>"
      })
  void halfARetention_isMalformed(String document) {
    assertFails(S3ErrorCode.MALFORMED_XML, () -> LockDocuments.readRetention(xml(document)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHold_isReadAsItWasWritten(boolean on) {
    LegalHold hold = new LegalHold(on);
    assertThat(LockDocuments.readHold(XmlParser.parse(LockDocuments.write(hold)))).isEqualTo(hold);
    assertFails(S3ErrorCode.MALFORMED_XML, () -> LockDocuments.readHold(xml("<LegalHold/>")));
  }

  @ParameterizedTest
  @CsvSource({
    "<Status>Enabled</Status>, ENABLED",
    "<Status>Suspended</Status><MfaDelete>Disabled</MfaDelete>, SUSPENDED"
  })
  void versioning_isReadFromItsDocument(String inside, Versioning expected) {
    assertThat(
            VersioningOperations.read(
                xml("<VersioningConfiguration>" + inside + "</VersioningConfiguration>")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "<Status>On</Status>, MALFORMED_XML",
    "'', ILLEGAL_VERSIONING_CONFIGURATION",
    "<Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>, NOT_IMPLEMENTED",
    "<Status>Enabled</Status><MfaDelete>Yes</MfaDelete>, MALFORMED_XML"
  })
  void versioning_thatCannotBe_isRefused(String inside, S3ErrorCode code) {
    assertFails(
        code,
        () ->
            VersioningOperations.read(
                xml("<VersioningConfiguration>" + inside + "</VersioningConfiguration>")));
  }
}
