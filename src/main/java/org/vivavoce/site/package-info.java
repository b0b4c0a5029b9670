/** Home and the pages about the publisher. */
@NullMarked
package org.vivavoce.site;

import org.jspecify.annotations.NullMarked;
