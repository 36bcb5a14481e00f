package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelBucket.Setting;
import io.horizonpush.node.testing.Markup;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tags and lists of objects, and the settings of buckets. Stateless. */
final class SettingSteps {

  private SettingSteps() {}

  static Step changeTags(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    String version = dice.anyVersion(model, bucket, key);
    String target = target(bucket, key, "tagging", version);
    SortedMap<String, String> tags = dice.oneIn(4) ? new TreeMap<>() : dice.tags();
    boolean remove = dice.oneIn(4);
    Request request =
        remove
            ? Request.of("DELETE", target)
            : Request.of("PUT", target).withText(ModelDetails.NONE.withTags(tags).tagDocument());
    return Step.of(
        request,
        reply -> List.of(Step.version(reply)),
        state -> {
          ModelVersion changed =
              state.change(
                  bucket, key, version, old -> old.withTags(remove ? new TreeMap<>() : tags));
          return Outcome.ok(remove ? 204 : 200, state.bucket(bucket).label(changed));
        });
  }

  /** The address of something that a version has. */
  static String target(String bucket, String key, String what, String version) {
    return Request.at(bucket, key)
        + "?"
        + what
        + (version.isEmpty() ? "" : "&versionId=" + Request.parameter(version));
  }

  static Step readTags(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    return readTags(bucket, key, dice.anyVersion(model, bucket, key));
  }

  static Step readTags(String bucket, String key, String version) {
    return Step.of(
        Request.of("GET", target(bucket, key, "tagging", version)),
        SettingSteps::tags,
        state -> {
          SortedMap<String, String> tags =
              new TreeMap<>(state.object(bucket, key, version).details().tags());
          return Outcome.ok(
              200,
              tags.entrySet().stream().map(tag -> tag.getKey() + "=" + tag.getValue()).toList());
        });
  }

  private static List<String> tags(Reply reply) {
    return reply.xml().all("Tag").stream()
        .map(tag -> tag.value("Key") + "=" + tag.value("Value"))
        .sorted()
        .toList();
  }

  static Step changeAcl(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    String version = dice.anyVersion(model, bucket, key);
    String acl = dice.of(Dice.ACLS);
    return Step.of(
        Request.of("PUT", target(bucket, key, "acl", version)).with("x-amz-acl", acl),
        _ -> List.of(),
        state -> {
          // The list that is there is read first.
          ModelVersion _ = state.bucket(bucket).require(key, version);
          ModelVersion _ = state.change(bucket, key, version, old -> old.withAcl(acl));
          return Outcome.ok(200);
        });
  }

  static Step readAcl(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    return readAcl(bucket, key, dice.anyVersion(model, bucket, key));
  }

  static Step readAcl(String bucket, String key, String version) {
    return Step.of(
        Request.of("GET", target(bucket, key, "acl", version)),
        reply -> reply.xml().all("Grant").stream().map(SettingSteps::grant).sorted().toList(),
        state -> Outcome.ok(200, grants(state.object(bucket, key, version).details().acl())));
  }

  private static String grant(Markup grant) {
    String uri = grant.value("URI");
    return (uri.isEmpty() ? "owner" : uri.substring(uri.lastIndexOf('/') + 1))
        + " "
        + grant.value("Permission");
  }

  private static List<String> grants(String acl) {
    String owner = "owner FULL_CONTROL";
    return switch (acl) {
      case "public-read" -> List.of("AllUsers READ", owner);
      case "public-read-write" -> List.of("AllUsers READ", "AllUsers WRITE", owner);
      case "authenticated-read" -> List.of("AuthenticatedUsers READ", owner);
      default -> List.of(owner);
    };
  }

  static Step changeSetting(Dice dice) {
    String bucket = dice.bucket();
    Setting setting = dice.of(List.of(Setting.values()));
    String target = target(bucket, setting);
    if (dice.oneIn(3)) {
      return Step.of(
          Request.of("DELETE", target),
          _ -> List.of(),
          state -> {
            state.bucket(bucket).settings.remove(setting);
            return Outcome.ok(204);
          });
    }
    String value = value(dice, setting, bucket);
    return Step.of(
        Request.of("PUT", target).withText(document(setting, value)),
        _ -> List.of(),
        state -> {
          state.bucket(bucket).settings.put(setting, value);
          return Outcome.ok(setting == Setting.CORS ? 200 : 204);
        });
  }

  static Step readSetting(String bucket, Setting setting) {
    return Step.of(
        Request.of("GET", target(bucket, setting)),
        reply -> List.of(value(setting, reply)),
        state -> {
          String value = state.bucket(bucket).settings.get(setting);
          if (value == null) {
            throw new Failure(
                404,
                switch (setting) {
                  case POLICY -> "NoSuchBucketPolicy";
                  case CORS -> "NoSuchCORSConfiguration";
                  case TAGGING -> "NoSuchTagSet";
                });
          }
          return Outcome.ok(200, value);
        });
  }

  private static String target(String bucket, Setting setting) {
    return Request.at(bucket, "") + "?" + setting.name().toLowerCase(Locale.ROOT);
  }

  private static String value(Dice dice, Setting setting, String bucket) {
    return switch (setting) {
      case POLICY -> policy("s" + dice.below(100), bucket);
      case CORS -> "http://host-" + dice.below(100) + ".example.com";
      case TAGGING -> "k" + dice.below(100);
    };
  }

  private static String policy(String id, String bucket) {
    return """
        {"Version":"2012-10-17","Statement":[{"Sid":"%s","Effect":"Allow","Principal":"*",
        "Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/*"}]}"""
        .formatted(id, bucket);
  }

  private static String document(Setting setting, String value) {
    return switch (setting) {
      case POLICY -> value;
      case CORS ->
          "<CORSConfiguration><CORSRule><AllowedOrigin>"
              + value
              + "</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";
      case TAGGING ->
          "<Tagging><TagSet><Tag><Key>" + value + "</Key><Value/></Tag></TagSet></Tagging>";
    };
  }

  private static String value(Setting setting, Reply reply) {
    return switch (setting) {
      case POLICY -> reply.xml().inside();
      case CORS -> reply.xml().value("AllowedOrigin");
      case TAGGING -> reply.xml().value("Key");
    };
  }
}
