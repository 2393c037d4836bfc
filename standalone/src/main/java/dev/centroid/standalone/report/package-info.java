/** What a finished job is told as: a record, its JSON, a page and a table. Pure. */
@NullMarked
package dev.centroid.standalone.report;

import org.jspecify.annotations.NullMarked;
