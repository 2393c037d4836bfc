/**
 * Which version of which layer has which digest: the rules, and their state in memory. Plain values
 * and pure decisions, which know neither disk nor network.
 */
@NullMarked
package dev.centroid.codebook.ledger;

import org.jspecify.annotations.NullMarked;
