package io.horizonpush.node.admin;

import io.horizonpush.s3.model.MemberMode;
import java.util.Optional;

/**
 * What is to become of a member.
 *
 * @param node its id
 * @param mode what it may do from now on; nothing for one that is to be removed
 */
public record MemberChange(String node, Optional<MemberMode> mode) {}
