/** Settings, read once from the environment and validated at start. */
@NullMarked
package org.vivavoce.config;

import org.jspecify.annotations.NullMarked;
