package io.horizonpush.node.model;

/** A part of an upload, or of an object that was made of one. */
record ModelPart(int number, ModelBody body, String etag) {

  long size() {
    return body.size();
  }
}
