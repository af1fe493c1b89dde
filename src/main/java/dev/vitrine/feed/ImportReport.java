package dev.vitrine.feed;

import java.nio.charset.StandardCharsets;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** What of a file could not be taken, as a table that spreadsheets open. */
public final class ImportReport {

    public static final String TYPE = "text/tab-separated-values;charset=UTF-8";

    static final String HEADER = "line\twhat\treason\n";

    private ImportReport() {}

    /** The whole report, as a file to keep. */
    public static ResponseEntity<String> answer(Imports imports, long id) {
        StringBuilder text = new StringBuilder(HEADER);
        imports.report(id, fault -> text.append(line(fault)));
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("import-" + id + ".tsv", StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .header(HttpHeaders.CONTENT_TYPE, TYPE)
                .body(text.toString());
    }

    static String line(ImportFault fault) {
        return fault.line() + "\t" + fault.what() + "\t" + fault.reason().replaceAll("[\\t\\r\\n]+", " ") + "\n";
    }
}
