package dev.vitrine.feed;

/**
 * Something in a file that could not be taken.
 *
 * @param line in the file
 * @param what "row" where nothing of the row is stored; "picture" where the item is stored without that picture
 */
public record ImportFault(long line, String what, String reason) {

    static final String ROW = "row";
    static final String PICTURE = "picture";

    boolean isRow() {
        return what.equals(ROW);
    }
}
