/** What crawlers read. */
@NullMarked
package org.vivavoce.seo;

import org.jspecify.annotations.NullMarked;
