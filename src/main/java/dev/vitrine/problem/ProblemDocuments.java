package dev.vitrine.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Problem documents (RFC 9457) of this service: one form, whoever refuses the request. */
public final class ProblemDocuments {

    private static final String TYPE = "urn:vitrine:problem:";

    private ProblemDocuments() {}

    /** The document of a failure. */
    public static ProblemDetail of(Problem problem) {
        return of(problem.status(), problem.kind(), problem.detail(), problem.facts());
    }

    /** The document of JSON that cannot be read: for an entry of a batch, which fails alone. */
    public static ProblemDetail of(JacksonException failure) {
        return UnreadableBody.of(failure);
    }

    /** The document of whatever happened, for pages: what nobody foresaw is logged and has an id only. */
    public static ProblemDetail of(Exception failure) {
        return ProblemAdvice.document(failure);
    }

    static ProblemDetail of(HttpStatus status, String kind, String detail, Map<String, Object> facts) {
        ProblemDetail document = ProblemDetail.forStatusAndDetail(status, detail);
        document.setType(URI.create(TYPE + kind));
        document.setTitle(title(kind));
        facts.forEach(document::setProperty);
        return document;
    }

    /** Answers with the document of a failure where no controller is reached, as in a filter. */
    public static void write(HttpServletResponse response, Problem problem) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", TYPE + problem.kind());
        members.put("title", title(problem.kind()));
        members.put("status", problem.status().value());
        members.put("detail", problem.detail());
        members.putAll(problem.facts());
        byte[] body = JsonMapper.shared().writeValueAsString(members).getBytes(StandardCharsets.UTF_8);
        sayWhen(response, problem);
        response.setStatus(problem.status().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Says when to try again, where the failure knows: for an answer that is a page, not a document. */
    public static void sayWhen(HttpServletResponse response, Problem problem) {
        if (problem.retryAfter() != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfter()));
        }
    }

    /** "item-not-found" reads "Item not found". */
    private static String title(String kind) {
        return Character.toUpperCase(kind.charAt(0)) + kind.substring(1).replace('-', ' ');
    }
}
