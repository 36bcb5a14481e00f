package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelBucket.Setting;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Compares everything that a node holds of one client with the model. Stateless. */
final class StateChecks {

  private StateChecks() {}

  /** What differs; nothing if all is as the model says. */
  static List<String> differences(ModelS3 model, List<String> buckets, Wire wire)
      throws IOException {
    List<String> differences = new ArrayList<>();
    for (Step step : everything(model, buckets)) {
      Outcome found = step.perform(wire);
      Outcome expected = step.expect(model);
      if (!found.equals(expected)) {
        differences.add("%s%n  expected %s%n  but was  %s".formatted(step, expected, found));
      }
    }
    return differences;
  }

  private static List<Step> everything(ModelS3 model, List<String> buckets) {
    List<Step> steps = new ArrayList<>();
    for (String bucket : buckets) {
      steps.add(BucketSteps.head(bucket));
      steps.add(ListSteps.all(bucket));
      steps.add(VersionLists.all(bucket));
      steps.add(LockSteps.readVersioning(bucket));
      steps.add(LockSteps.readLocks(bucket));
      steps.add(UploadLists.allUploads(bucket));
      for (Setting setting : Setting.values()) {
        steps.add(SettingSteps.readSetting(bucket, setting));
      }
      model
          .findBucket(bucket)
          .ifPresent(
              each -> {
                each.keys().forEach(key -> addObject(steps, bucket, key));
                each.allKeys().forEach(key -> addVersions(steps, bucket, key, each));
                each.uploads.forEach(
                    upload ->
                        steps.add(UploadLists.parts(bucket, upload.key(), upload.id(), 0, 1000)));
              });
    }
    return steps;
  }

  private static void addObject(List<Step> steps, String bucket, String key) {
    steps.add(ObjectSteps.read(bucket, key, ""));
    steps.add(SettingSteps.readTags(bucket, key, ""));
    steps.add(SettingSteps.readAcl(bucket, key, ""));
    steps.add(BucketSteps.attributes(bucket, key, ""));
  }

  /** Each version by its name: its bytes, and what it has beside them. */
  private static void addVersions(List<Step> steps, String bucket, String key, ModelBucket in) {
    for (ModelVersion version : in.of(key)) {
      steps.add(ObjectSteps.read(bucket, key, version.name()));
      steps.add(SettingSteps.readTags(bucket, key, version.name()));
      if (in.hasLocks()) {
        steps.add(LockSteps.readRetention(bucket, key, version.name()));
        steps.add(LockSteps.readHold(bucket, key, version.name()));
      }
    }
  }
}
