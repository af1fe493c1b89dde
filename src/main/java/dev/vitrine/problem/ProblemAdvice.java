package dev.vitrine.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolationException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * The one place where a failure becomes a problem document. What nobody foresaw is answered with an id only; the log has
 * the id and the rest. Failures of pages are left to the pages.
 */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final int VALUE_SHOWN = 60;

    @ExceptionHandler
    @Nullable
    ResponseEntity<ProblemDetail> answer(Exception failure, HttpServletRequest request) throws Exception {
        if (isPage(request) || failure instanceof AccessDeniedException || failure instanceof AuthenticationException) {
            throw failure;
        }
        if (failure instanceof AsyncRequestNotUsableException) {
            return null; // the caller hung up
        }
        ProblemDetail document = document(failure);
        return ResponseEntity.status(document.getStatus())
                .headers(headers(failure))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(document);
    }

    private static HttpHeaders headers(Exception failure) {
        if (failure instanceof Problem problem && problem.retryAfter() != null) {
            var headers = new HttpHeaders();
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfter()));
            return headers;
        }
        return failure instanceof ErrorResponse response ? response.getHeaders() : HttpHeaders.EMPTY;
    }

    /** Whether a person's browser asks, outside of the API. */
    private static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return !request.getRequestURI().startsWith(request.getContextPath() + "/api/")
                && accept != null
                && accept.contains(MediaType.TEXT_HTML_VALUE);
    }

    static ProblemDetail document(Exception failure) {
        return switch (failure) {
            case Problem problem -> ProblemDocuments.of(problem);
            case HttpMessageNotReadableException body -> UnreadableBody.of(body);
            case MethodArgumentNotValidException invalid -> invalid(invalid);
            case HandlerMethodValidationException invalid -> invalid(invalid);
            case ConstraintViolationException invalid -> invalid(invalid);
            case MissingServletRequestParameterException missing -> missing(missing.getParameterName());
            case MissingServletRequestPartException missing -> missing(missing.getRequestPartName());
            case TypeMismatchException value -> illTyped(value);
            case NoResourceFoundException missing ->
                ProblemDocuments.of(
                        HttpStatus.NOT_FOUND,
                        "not-found",
                        "There is nothing at /" + missing.getResourcePath() + ".",
                        Map.of());
            case HttpRequestMethodNotSupportedException method -> wrongMethod(method);
            case HttpMediaTypeNotSupportedException type -> wrongType(type);
            case HttpMediaTypeNotAcceptableException type ->
                ProblemDocuments.of(
                        HttpStatus.NOT_ACCEPTABLE,
                        "not-acceptable",
                        "This endpoint answers only with " + names(type.getSupportedMediaTypes()) + ".",
                        Map.of());
            case MaxUploadSizeExceededException large -> tooLarge(large);
            case ErrorResponse other
            when HttpStatus.resolve(other.getStatusCode().value()) instanceof HttpStatus status
                    && status.is4xxClientError() ->
                ProblemDocuments.of(
                        status,
                        "bad-request",
                        Objects.requireNonNullElse(other.getBody().getDetail(), "The request cannot be served."),
                        Map.of());
            default -> unexpected(failure);
        };
    }

    /** A field, and what is wrong with it. */
    private record FieldError(String field, String detail) {}

    private static ProblemDetail invalid(MethodArgumentNotValidException failure) {
        return invalid(failure.getBindingResult().getFieldErrors().stream()
                .map(error -> new FieldError(
                        error.getField(),
                        error.getField() + " " + error.getDefaultMessage() + ", but is "
                                + shown(error.getRejectedValue()) + "."))
                .toList());
    }

    private static ProblemDetail invalid(HandlerMethodValidationException failure) {
        return invalid(failure.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream().map(error -> {
                    String name = String.valueOf(result.getMethodParameter().getParameterName());
                    return new FieldError(
                            name,
                            name + " " + error.getDefaultMessage() + ", but is " + shown(result.getArgument()) + ".");
                }))
                .toList());
    }

    private static ProblemDetail invalid(ConstraintViolationException failure) {
        return invalid(failure.getConstraintViolations().stream()
                .map(violation -> {
                    String path = violation.getPropertyPath().toString();
                    String field = path.substring(path.lastIndexOf('.') + 1);
                    return new FieldError(
                            field,
                            field + " " + violation.getMessage() + ", but is " + shown(violation.getInvalidValue())
                                    + ".");
                })
                .toList());
    }

    private static ProblemDetail invalid(List<FieldError> errors) {
        if (errors.isEmpty()) {
            return ProblemDocuments.of(
                    HttpStatus.BAD_REQUEST, "invalid-request", "The request's parts contradict each other.", Map.of());
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("field", errors.getFirst().field());
        if (errors.size() > 1) {
            facts.put("errors", errors);
        }
        return ProblemDocuments.of(
                HttpStatus.BAD_REQUEST, "invalid-request", errors.getFirst().detail(), facts);
    }

    private static ProblemDetail missing(String name) {
        return ProblemDocuments.of(
                HttpStatus.BAD_REQUEST,
                "missing-parameter",
                "The parameter " + name + " is missing.",
                Map.of("field", name));
    }

    private static ProblemDetail illTyped(TypeMismatchException failure) {
        String name = failure instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : String.valueOf(failure.getPropertyName());
        Class<?> type = failure.getRequiredType();
        String wanted = type == null
                ? "of another type"
                : type == int.class || type == long.class || type == Integer.class || type == Long.class
                        ? "a whole number"
                        : "a " + type.getSimpleName();
        return ProblemDocuments.of(
                HttpStatus.BAD_REQUEST,
                "invalid-request",
                name + " must be " + wanted + ", but is " + shown(failure.getValue()) + ".",
                Map.of("field", name));
    }

    private static ProblemDetail wrongMethod(HttpRequestMethodNotSupportedException failure) {
        String[] allowed = Objects.requireNonNullElse(failure.getSupportedMethods(), new String[0]);
        return ProblemDocuments.of(
                HttpStatus.METHOD_NOT_ALLOWED,
                "method-not-allowed",
                failure.getMethod() + " is not served here, but " + String.join(", ", allowed) + " is.",
                Map.of("allowed", List.of(allowed)));
    }

    private static ProblemDetail wrongType(HttpMediaTypeNotSupportedException failure) {
        return ProblemDocuments.of(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body's type is " + shown(failure.getContentType()) + ", but must be "
                        + names(failure.getSupportedMediaTypes()) + ".",
                Map.of(
                        "supported",
                        failure.getSupportedMediaTypes().stream()
                                .map(MediaType::toString)
                                .toList()));
    }

    private static ProblemDetail tooLarge(MaxUploadSizeExceededException failure) {
        String limit =
                failure.getMaxUploadSize() > 0 ? "; at most " + failure.getMaxUploadSize() + " bytes are taken" : "";
        return ProblemDocuments.of(
                HttpStatus.CONTENT_TOO_LARGE, "too-large", "The upload is too large" + limit + ".", Map.of());
    }

    private static ProblemDetail unexpected(Exception failure) {
        String id = UUID.randomUUID().toString();
        if (failure instanceof IOException) {
            LOG.warn("A request broke off ({}): {}", id, failure.toString());
        } else {
            LOG.error("A request failed unexpectedly ({})", id, failure);
        }
        return ProblemDocuments.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "unexpected",
                "Something went wrong here; the server's log has it under " + id + ".",
                Map.of("id", id));
    }

    private static String names(List<MediaType> types) {
        return types.isEmpty()
                ? "another type"
                : String.join(", ", types.stream().map(MediaType::toString).toList());
    }

    private static String shown(@Nullable Object value) {
        if (value == null) {
            return "missing";
        }
        String text = value.toString();
        return "\"" + (text.length() > VALUE_SHOWN ? text.substring(0, VALUE_SHOWN) + "…" : text) + "\"";
    }
}
