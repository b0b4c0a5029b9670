/** Pool, migrations, Jdbi and the embedded PostgreSQL. */
@NullMarked
package org.vivavoce.db;

import org.jspecify.annotations.NullMarked;
