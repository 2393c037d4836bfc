/**
 * Detached signatures over the files of a model, in the form of OpenSSF Model Signing 1.0: a
 * Sigstore bundle with a DSSE envelope around an in-toto statement, signed by a key pair.
 */
@NullMarked
package dev.centroid.protocol.signing;

import org.jspecify.annotations.NullMarked;
