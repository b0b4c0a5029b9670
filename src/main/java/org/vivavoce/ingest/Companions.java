package org.vivavoce.ingest;

import java.io.IOException;
import java.nio.file.Path;

/** The files that lie beside an import file, and that its lines name. */
interface Companions {
  /**
   * @param name as the line has it, relative to the import file, with forward slashes
   * @return the file itself
   * @throws IOException saying in words why there is no such file, or none that may be read
   */
  Path file(String name) throws IOException;

  /**
   * Those beneath one folder, and nowhere else: no line reads what lies elsewhere on the machine.
   */
  static Companions beneath(Path folder) {
    return name -> {
      Path root = folder.toRealPath();
      if (name.startsWith("/") || name.contains("\\") || name.contains("\0")) {
        throw new IOException("must be a path relative to the import file");
      }
      Path file = root.resolve(name).normalize();
      if (!file.startsWith(root)) {
        throw new IOException("leads out of the folder of the import file");
      }
      if (!java.nio.file.Files.isRegularFile(file)) {
        throw new IOException("is not there: no such file beside the import file");
      }
      if (!file.toRealPath().startsWith(root)) {
        throw new IOException("leads out of the folder of the import file");
      }
      return file;
    };
  }
}
