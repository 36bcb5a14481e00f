package io.horizonpush.s3.op;

import io.horizonpush.s3.model.DefaultRetention;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.parse.LockValues;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.List;
import java.util.Optional;

/**
 * The documents that say how versions are locked. Stateless.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ObjectLockConfiguration.html">AWS:
 *     ObjectLockConfiguration</a>
 */
final class LockDocuments {

  private static final String CONFIGURATION = "ObjectLockConfiguration";
  private static final String RETENTION = "Retention";
  private static final String HOLD = "LegalHold";

  private LockDocuments() {}

  /**
   * Reads a configuration.
   *
   * @return the retention of new versions, if they get any
   * @throws S3Exception {@code MalformedXML}; {@code InvalidRetentionPeriod} for an amount that
   *     cannot be meant
   */
  static Optional<DefaultRetention> readConfiguration(XmlElement root) {
    check(root, CONFIGURATION);
    if (!only(root, "ObjectLockEnabled").strip().equals("Enabled")) {
      throw XmlParser.malformed();
    }
    return child(root, "Rule").map(LockDocuments::readRule);
  }

  private static DefaultRetention readRule(XmlElement rule) {
    XmlElement asked = child(rule, "DefaultRetention").orElseThrow(XmlParser::malformed);
    Retention.Mode mode = mode(asked);
    Optional<String> days = text(asked, "Days");
    Optional<String> years = text(asked, "Years");
    if (days.isPresent() == years.isPresent()) {
      throw XmlParser.malformed();
    }
    return days.isPresent()
        ? defaultRetention(mode, days.get(), DefaultRetention.Unit.DAYS)
        : defaultRetention(mode, years.orElseThrow(), DefaultRetention.Unit.YEARS);
  }

  private static DefaultRetention defaultRetention(
      Retention.Mode mode, String amount, DefaultRetention.Unit unit) {
    int number;
    try {
      number = Integer.parseInt(amount.strip());
    } catch (NumberFormatException e) {
      throw XmlParser.malformed();
    }
    try {
      return new DefaultRetention(mode, number, unit);
    } catch (IllegalArgumentException e) {
      throw new S3Exception(
          S3ErrorCode.INVALID_RETENTION_PERIOD,
          number < 1
              ? "Default retention period must be a positive integer value."
              : "Default retention period is too large.");
    }
  }

  /** Writes the configuration of a bucket whose versions can be locked. */
  static byte[] writeConfiguration(Optional<DefaultRetention> retention) {
    XmlWriter xml = XmlWriter.document(CONFIGURATION).element("ObjectLockEnabled", "Enabled");
    retention.ifPresent(
        each -> {
          xml.open("Rule").open("DefaultRetention").element("Mode", each.mode().name());
          switch (each.unit()) {
            case DAYS -> xml.element("Days", each.amount());
            case YEARS -> xml.element("Years", each.amount());
          }
          xml.close("DefaultRetention").close("Rule");
        });
    return xml.finish(CONFIGURATION);
  }

  /**
   * Reads a retention.
   *
   * @return nothing when it is to be taken back
   * @throws S3Exception {@code MalformedXML}
   */
  static Optional<Retention.Period> readRetention(XmlElement root) {
    check(root, RETENTION);
    if (root.children().isEmpty() && root.text().isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new Retention.Period(
            mode(root),
            LockValues.time(only(root, "RetainUntilDate").strip())
                .orElseThrow(XmlParser::malformed)));
  }

  static byte[] write(Retention.Period period) {
    return XmlWriter.document(RETENTION)
        .element("Mode", period.mode().name())
        .element("RetainUntilDate", period.until())
        .finish(RETENTION);
  }

  /**
   * Reads whether a version is held.
   *
   * @throws S3Exception {@code MalformedXML}
   */
  static LegalHold readHold(XmlElement root) {
    check(root, HOLD);
    return LockValues.hold(only(root, "Status").strip()).orElseThrow(XmlParser::malformed);
  }

  static byte[] write(LegalHold hold) {
    return XmlWriter.document(HOLD).element("Status", hold.text()).finish(HOLD);
  }

  private static Retention.Mode mode(XmlElement parent) {
    return LockValues.mode(only(parent, "Mode").strip()).orElseThrow(XmlParser::malformed);
  }

  private static void check(XmlElement root, String name) {
    if (!root.name().equals(name)) {
      throw XmlParser.malformed();
    }
  }

  private static String only(XmlElement parent, String name) {
    return text(parent, name).orElseThrow(XmlParser::malformed);
  }

  private static Optional<String> text(XmlElement parent, String name) {
    return child(parent, name).map(XmlElement::text);
  }

  /** A child that may stand once. */
  private static Optional<XmlElement> child(XmlElement parent, String name) {
    List<XmlElement> found = parent.children(name).toList();
    if (found.size() > 1) {
      throw XmlParser.malformed();
    }
    return found.stream().findFirst();
  }
}
