/** The Quarkus shell around the codebook store: gRPC, health, metrics, configuration. */
@NullMarked
package dev.centroid.codebook.service;

import org.jspecify.annotations.NullMarked;
