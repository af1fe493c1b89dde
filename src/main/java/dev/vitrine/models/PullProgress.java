package dev.vitrine.models;

/** Watches a pull. */
interface PullProgress {

    /**
     * Called often, from the pulling thread.
     *
     * @param file that is arriving
     * @param bytes of it that are here
     * @param size of it; -1 while unknown
     */
    void at(String file, long bytes, long size);
}
