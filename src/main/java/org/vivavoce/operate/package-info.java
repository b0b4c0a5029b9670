/** What goes on, for those who run the portal: figures for machines, and a page for people. */
@NullMarked
package org.vivavoce.operate;

import org.jspecify.annotations.NullMarked;
