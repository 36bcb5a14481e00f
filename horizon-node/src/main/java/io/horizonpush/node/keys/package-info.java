/** Access keys: made, kept encrypted in the index, looked up for every signed request. */
@NullMarked
package io.horizonpush.node.keys;

import org.jspecify.annotations.NullMarked;
