package dev.centroid.protocol.task;

import dev.centroid.protocol.artifact.Digest;

/**
 * One version of a layer's centroids in the codebook service, written through to the artifact store
 * under its digest.
 *
 * @param layer the layer's name
 * @param version from 1
 * @param digest of the content
 */
public record CodebookRef(String layer, long version, Digest digest) {}
