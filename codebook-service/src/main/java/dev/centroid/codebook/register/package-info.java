/**
 * Registers that a majority of nodes agrees on, by CASPaxos (Rystsov, "CASPaxos: Replicated State
 * Machines without logs", 2018): single-decree Paxos whose value may be changed again. Knows
 * neither disk nor network.
 */
@NullMarked
package dev.centroid.codebook.register;

import org.jspecify.annotations.NullMarked;
