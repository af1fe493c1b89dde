package dev.vitrine.problem;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says where and why a body is not what the endpoint takes. */
final class UnreadableBody {

    private UnreadableBody() {}

    static ProblemDetail of(HttpMessageNotReadableException failure) {
        return of(failure.getCause());
    }

    static ProblemDetail of(@Nullable Throwable cause) {
        return switch (cause) {
            case UnrecognizedPropertyException unknown -> unknown(unknown);
            case DatabindException value -> illTyped(value);
            case JacksonException malformed -> malformed(malformed);
            case null, default ->
                ProblemDocuments.of(
                        HttpStatus.BAD_REQUEST, "malformed-json", "The request has no readable JSON body.", Map.of());
        };
    }

    private static ProblemDetail unknown(UnrecognizedPropertyException failure) {
        String field = path(failure);
        List<String> known = failure.getKnownPropertyIds().stream()
                .map(String::valueOf)
                .sorted()
                .toList();
        return ProblemDocuments.of(
                HttpStatus.BAD_REQUEST,
                "unknown-field",
                "Unknown field " + field + "; known here are " + String.join(", ", known) + ".",
                Map.of("field", field, "known", known));
    }

    private static ProblemDetail illTyped(DatabindException failure) {
        if (failure.getCause() instanceof Problem problem) {
            return ProblemDocuments.of(problem);
        }
        String field = path(failure);
        return ProblemDocuments.of(
                HttpStatus.BAD_REQUEST,
                "invalid-request",
                (field.isEmpty() ? "The body" : field) + " has a value of the wrong type" + where(failure) + ".",
                field.isEmpty() ? Map.of() : Map.of("field", field));
    }

    private static ProblemDetail malformed(JacksonException failure) {
        return ProblemDocuments.of(
                HttpStatus.BAD_REQUEST, "malformed-json", "The body is not JSON" + where(failure) + ".", Map.of());
    }

    private static String where(JacksonException failure) {
        var at = failure.getLocation();
        return at == null || at.getLineNr() < 1 ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static String path(DatabindException failure) {
        return failure.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }
}
