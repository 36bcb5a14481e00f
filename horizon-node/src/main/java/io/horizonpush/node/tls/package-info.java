/** TLS of the node's ports: certificates, their keys, and their reloading. */
@NullMarked
package io.horizonpush.node.tls;

import org.jspecify.annotations.NullMarked;
