package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What an author says about a member, a share, a joining, a parting, an epoch or the home, as a
 * setting of the bucket.
 *
 * <p>Its name is {@code member/NODE/BY}, {@code share/ID/BY}, {@code joined/NODE/AUTHOR/ID/BY},
 * {@code left/NODE/BY}, {@code epoch/NUMBER/BY} or {@code home/BY}: each author has settings of its
 * own, so that nobody's word ever stands in the place of another's. All of them stay in the
 * bucket's first document, whatever epoch it is in: they count by who wrote them alone.
 */
public sealed interface Statement {

  /** What the names of statements about members begin with. */
  String MEMBER = "member/";

  /** What the names of statements about shares begin with. */
  String SHARE = "share/";

  /** What the names of statements about joinings begin with. */
  String JOINED = "joined/";

  /** What the names of statements about partings begin with. */
  String LEFT = "left/";

  /** What the names of statements about epochs begin with. */
  String EPOCH = "epoch/";

  /** What the names of statements about the home begin with. */
  String HOME = "home/";

  /** What the name of each statement begins with. */
  List<String> PREFIXES = List.of(MEMBER, SHARE, JOINED, LEFT, EPOCH, HOME);

  /** Who says it, and when, by its own clock: a later one replaces what it said before. */
  Stamp stamp();

  /** About a node. */
  record OfMember(NodeId node, Stamp stamp, MemberRecord says) implements Statement {}

  /** About a share. */
  record OfShare(ShareId share, Stamp stamp, ShareRecord says) implements Statement {}

  /** About the home. */
  record OfHome(Stamp stamp, HomeRecord says) implements Statement {}

  /** About a joining. */
  record OfJoining(Stamp stamp, JoinRecord says) implements Statement {

    /** What the joining node agreed to. */
    JoinTerms terms() {
      return says.proof().terms();
    }
  }

  /** About a node that left, and said so. */
  record OfParting(NodeId node, Stamp stamp, Parting says) implements Statement {}

  /**
   * About an epoch.
   *
   * @param number at least 1: the first one is nobody's word
   */
  record OfEpoch(long number, Stamp stamp, EpochRecord says) implements Statement {}

  /** Who says it. */
  default WriterId author() {
    return stamp().writer();
  }

  /** The name of the setting. */
  default String name() {
    return switch (this) {
      case OfMember of -> nameOf(of.node(), author());
      case OfShare of -> SHARE + of.share().hex() + "/" + author().hex();
      case OfJoining of -> nameOf(of.terms(), author());
      case OfParting of -> LEFT + of.node().hex() + "/" + author().hex();
      case OfEpoch of -> EPOCH + of.number() + "/" + author().hex();
      case OfHome _ -> HOME + author().hex();
    };
  }

  /** The text of the setting. */
  default String text() {
    return switch (this) {
      case OfMember of -> of.says().text();
      case OfShare of -> of.says().text();
      case OfJoining of -> of.says().text();
      case OfParting of -> of.says().text();
      case OfEpoch of -> of.says().text();
      case OfHome of -> of.says().text();
    };
  }

  /** The name of what an author says of a node. */
  static String nameOf(NodeId node, WriterId by) {
    return MEMBER + node.hex() + "/" + by.hex();
  }

  /** The name of what an author says of a joining. */
  static String nameOf(JoinTerms terms, WriterId by) {
    return JOINED
        + String.join(
            "/", terms.joiner().hex(), terms.author().hex(), terms.share().hex(), by.hex());
  }

  /** Whether a setting of this name is a statement, if anything. */
  static boolean isNamed(String name) {
    return PREFIXES.stream().anyMatch(name::startsWith);
  }

  /** Whether a key of a document is that of a statement, if anything. */
  static boolean isNamed(DocumentKey key) {
    return key.tag() == DocumentKey.CONFIG && isNamed(key.settingName());
  }

  /**
   * The statement that a setting is.
   *
   * @throws IllegalArgumentException if it is none: it is not well formed, somebody else than the
   *     author in its name wrote it, it was taken back, or a newer node alone understands it
   */
  static Statement parse(BucketId bucket, String name, Register<Optional<String>> setting) {
    String text =
        setting
            .value()
            .orElseThrow(() -> new IllegalArgumentException("A statement was taken back"));
    Statement statement = parse(bucket, List.of(name.split("/", -1)), setting.stamp(), text);
    if (!statement.name().equals(name)) {
      throw new IllegalArgumentException("A statement is not what its name says");
    }
    return statement;
  }

  private static Statement parse(BucketId bucket, List<String> steps, Stamp stamp, String text) {
    if (steps.size() == 3 && MEMBER.equals(steps.getFirst() + "/")) {
      return new OfMember(new NodeId(steps.get(1)), stamp, MemberRecord.parse(text));
    }
    if (steps.size() == 3 && SHARE.equals(steps.getFirst() + "/")) {
      ShareRecord says = ShareRecord.parse(text);
      return new OfShare(says.id(), stamp, says);
    }
    if (steps.size() == 3 && LEFT.equals(steps.getFirst() + "/")) {
      return new OfParting(new NodeId(steps.get(1)), stamp, Parting.parse(text));
    }
    if (steps.size() == 3 && EPOCH.equals(steps.getFirst() + "/")) {
      return new OfEpoch(EpochRecord.number(steps.get(1)), stamp, EpochRecord.parse(text));
    }
    if (steps.size() == 5 && JOINED.equals(steps.getFirst() + "/")) {
      JoinRecord.Subject subject =
          new JoinRecord.Subject(
              bucket,
              new NodeId(steps.get(1)),
              WriterId.of(HexFormat.of().parseHex(steps.get(2))),
              new ShareId(steps.get(3)));
      return new OfJoining(stamp, JoinRecord.parse(subject, text));
    }
    if (steps.size() == 2 && HOME.equals(steps.getFirst() + "/")) {
      return new OfHome(stamp, HomeRecord.parse(text));
    }
    throw new IllegalArgumentException("A setting is no statement");
  }

  /** The statement that a setting is; nothing if it is none. */
  static Optional<Statement> find(
      BucketId bucket, String name, Register<Optional<String>> setting) {
    try {
      return Optional.of(parse(bucket, name, setting));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Why an entry of another node is not to be taken, for a setting that is named like a statement.
   *
   * @param author of the entry
   */
  static Optional<String> refusal(
      BucketId bucket, WriterId author, String name, Register<Optional<String>> setting) {
    if (!author.equals(setting.stamp().writer())) {
      return Optional.of("a statement is not by the author of its entry");
    }
    try {
      Statement _ = parse(bucket, name, setting);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
