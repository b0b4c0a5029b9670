package org.vivavoce.ingest;

/** Told how far an import is. */
public interface ImportProgress {
  /** For those who do not watch. */
  ImportProgress NONE =
      new ImportProgress() {
        @Override
        public void read(String file, long bytesRead, long bytesTotal) {}

        @Override
        public void related(int done) {}
      };

  /**
   * So much of a file has been read.
   *
   * @param bytesRead of the file as it lies on the disk
   * @param bytesTotal its length
   */
  void read(String file, long bytesRead, long bytesTotal);

  /** So many lines of it have been read. */
  default void lines(long lines) {}

  /**
   * @param done how many articles have got their Other Voices
   */
  void related(int done);
}
