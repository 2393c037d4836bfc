/** What people and programs see of a job. */
@NullMarked
package dev.centroid.protocol.view;

import org.jspecify.annotations.NullMarked;
