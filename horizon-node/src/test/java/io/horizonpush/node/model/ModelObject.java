package io.horizonpush.node.model;

import java.util.List;

/**
 * An object.
 *
 * @param parts none for one that was stored by one request
 * @param upload the id of the upload it was made of last, or nothing
 */
record ModelObject(
    ModelBody body, String etag, ModelDetails details, List<ModelPart> parts, String upload) {

  ModelObject {
    parts = List.copyOf(parts);
  }

  static ModelObject of(ModelBody body, ModelDetails details) {
    return new ModelObject(body, body.md5(), details, List.of(), "");
  }

  ModelObject with(ModelDetails others) {
    return new ModelObject(body, etag, others, parts, upload);
  }

  long size() {
    return body.size();
  }
}
