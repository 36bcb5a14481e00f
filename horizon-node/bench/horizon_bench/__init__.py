"""The benchmark of the node: every figure is taken beside another server, in one run."""
