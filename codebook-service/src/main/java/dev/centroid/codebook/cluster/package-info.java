/** The ledger and the contents over several nodes: Raft and Infinispan on one JGroups channel. */
@NullMarked
package dev.centroid.codebook.cluster;

import org.jspecify.annotations.NullMarked;
