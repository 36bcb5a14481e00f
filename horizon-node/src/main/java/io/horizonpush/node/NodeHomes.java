package io.horizonpush.node;

import io.horizonpush.iroh.home.HomeMoves;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.node.admin.BucketOptions;
import io.horizonpush.node.admin.DecidedAt;
import io.horizonpush.node.admin.HomeControl;
import io.horizonpush.node.admin.HomeMove;
import io.horizonpush.node.admin.HomeReport;
import io.horizonpush.s3.model.BucketName;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator does with the homes of buckets, in the words of the admin API. Thread-safe. */
final class NodeHomes implements HomeControl {

  private static final Logger log = LoggerFactory.getLogger(NodeHomes.class);

  private final HomeMoves moves;
  private final NodeId self;

  /**
   * @param self this node's id
   */
  NodeHomes(HomeMoves moves, NodeId self) {
    this.moves = moves;
    this.self = self;
  }

  /** Makes this node the home of a bucket that is to have one and has none. */
  void begin(BucketName bucket, BucketOptions options) {
    if (options.conditionalWrites().equals(Optional.of(DecidedAt.HOME))) {
      moves.begin(bucket);
    }
  }

  @Override
  public HomeReport home(BucketName bucket) {
    return report(bucket, moves.of(bucket));
  }

  @Override
  public HomeReport moveHome(BucketName bucket, HomeMove move) {
    HomeMoves.Home moved = moves.move(bucket, new NodeId(move.node()), move.force().orElse(false));
    log.atInfo().addKeyValue("bucket", bucket).addKeyValue("node", move.node()).log("home moved");
    return report(bucket, moved);
  }

  private HomeReport report(BucketName bucket, HomeMoves.Home of) {
    return new HomeReport(
        bucket,
        of.deciding(),
        of.home()
            .map(
                home ->
                    new HomeReport.Home(
                        home.node().hex(),
                        home.number(),
                        home.node().equals(self),
                        home.isForced())));
  }
}
