/** What every page shares: views, paths, assets, caching headers, error pages. */
@NullMarked
package org.vivavoce.web;

import org.jspecify.annotations.NullMarked;
