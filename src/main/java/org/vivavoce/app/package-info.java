/** The composition root: wiring, the route table, start and graceful stop. */
@NullMarked
package org.vivavoce.app;

import org.jspecify.annotations.NullMarked;
