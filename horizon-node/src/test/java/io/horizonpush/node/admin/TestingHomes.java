package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Homes that are fixed values, for tests of what is around them. */
public final class TestingHomes implements HomeControl {

  /** What was asked for that changes something, in words. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  @Override
  public HomeReport home(BucketName bucket) {
    return report(bucket, TestingShares.NODE, false);
  }

  @Override
  public HomeReport moveHome(BucketName bucket, HomeMove move) {
    asked.add("move %s to %s %s".formatted(bucket, move.node(), move.force().orElse(false)));
    return report(bucket, move.node(), move.force().orElse(false));
  }

  private static HomeReport report(BucketName bucket, String node, boolean forced) {
    return new HomeReport(
        bucket, Deciding.ALL_AT_HOME, Optional.of(new HomeReport.Home(node, 3, true, forced)));
  }
}
