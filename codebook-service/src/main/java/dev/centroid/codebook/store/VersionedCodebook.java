package dev.centroid.codebook.store;

import dev.centroid.protocol.task.CodebookRef;

/**
 * One version of a layer's centroids, with its content.
 *
 * @param version which one
 * @param content has the version's digest
 */
@SuppressWarnings("ArrayRecordComponent") // A message on its way, never compared.
public record VersionedCodebook(CodebookRef version, byte[] content) {}
