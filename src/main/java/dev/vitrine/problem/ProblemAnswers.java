package dev.vitrine.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Answers every failure of the API as a problem document (RFC 9457). Failures of pages go on to the error page.
 */
@RestControllerAdvice
class ProblemAnswers extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);

    @ExceptionHandler
    ResponseEntity<Object> on(Problem problem, WebRequest request) throws Problem {
        if (!api(request)) {
            throw problem;
        }
        ProblemDetail body = ProblemDetail.forStatusAndDetail(problem.status(), problem.detail());
        body.setType(type(problem.kind()));
        problem.facts().forEach(body::setProperty);
        return answer(body, new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> on(MethodArgumentTypeMismatchException failure, WebRequest request) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_REQUEST,
                "The parameter \"" + failure.getName() + "\" cannot be \"" + failure.getValue() + "\".");
        body.setType(type("invalid-request"));
        body.setProperty("field", failure.getName());
        return answer(body, new HttpHeaders());
    }

    /** Anything else is a fault of this program: the caller learns its number, the log the rest. */
    @ExceptionHandler
    ResponseEntity<Object> on(RuntimeException failure, WebRequest request) {
        if (!api(request) || failure instanceof org.springframework.security.access.AccessDeniedException) {
            throw failure;
        }
        String number = UUID.randomUUID().toString();
        LOG.error("Failure {}", number, failure);
        ProblemDetail body = ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "Something went wrong that is not your fault; the server's log tells more under " + number + ".");
        body.setType(type("internal"));
        return answer(body, new HttpHeaders());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = "The body cannot be read.";
        String field = null;
        if (failure.getCause() instanceof UnrecognizedPropertyException unknown) {
            field = path(unknown);
            detail = "The field \"" + field + "\" is unknown.";
        } else if (failure.getCause() instanceof DatabindException mismatch
                && !mismatch.getPath().isEmpty()) {
            field = path(mismatch);
            detail = "The field \"" + field + "\" has a value of the wrong kind.";
        } else if (failure.getCause() instanceof JacksonException damaged) {
            var place = damaged.getLocation();
            detail = "The body is no JSON"
                    + (place == null ? "." : ": line " + place.getLineNr() + ", column " + place.getColumnNr() + ".");
        }
        ProblemDetail body = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
        body.setType(type("invalid-request"));
        if (field != null) {
            body.setProperty("field", field);
        }
        return answer(body, headers);
    }

    private static String path(DatabindException failure) {
        return failure.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
                .collect(java.util.stream.Collectors.joining("."));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMaxUploadSizeExceededException(
            MaxUploadSizeExceededException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(
                HttpStatus.CONTENT_TOO_LARGE,
                "The upload is larger than the server takes (spring.servlet.multipart.max-file-size).");
        body.setType(type("too-large"));
        return answer(body, headers);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (!api(request) && failure instanceof RuntimeException page) {
            throw page;
        }
        ProblemDetail detail = body instanceof ProblemDetail known ? known : ProblemDetail.forStatus(status);
        if (detail.getType() == null || detail.getType().toString().equals("about:blank")) {
            HttpStatus known = HttpStatus.resolve(status.value());
            detail.setType(type(
                    known == null
                            ? "failure"
                            : known.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')));
        }
        return answer(detail, headers);
    }

    private static boolean api(WebRequest request) {
        return request instanceof ServletWebRequest web && api(web.getRequest());
    }

    static boolean api(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/api/");
    }

    private static ResponseEntity<Object> answer(ProblemDetail body, HttpHeaders headers) {
        return ResponseEntity.status(body.getStatus())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }

    private static URI type(String kind) {
        return URI.create("urn:vitrine:problem:" + kind);
    }
}
