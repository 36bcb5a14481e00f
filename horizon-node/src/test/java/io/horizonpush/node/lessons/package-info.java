/**
 * What went wrong in other servers, tried here: a class for each lesson, named after it, with the
 * advisories that taught it.
 */
@NullMarked
package io.horizonpush.node.lessons;

import org.jspecify.annotations.NullMarked;
