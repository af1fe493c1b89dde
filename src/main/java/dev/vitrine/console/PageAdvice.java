package dev.vitrine.console;

import dev.vitrine.problem.ProblemDocuments;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.ModelAndView;

/** Shows failures of pages as pages, with the words that the API would use; what nobody foresaw has an id only. */
@ControllerAdvice(annotations = PageController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageAdvice {

    @ExceptionHandler
    @Nullable
    ModelAndView page(Exception failure) throws Exception {
        if (failure instanceof AccessDeniedException || failure instanceof AuthenticationException) {
            throw failure;
        }
        if (failure instanceof AsyncRequestNotUsableException) {
            return null; // the browser hung up
        }
        ProblemDetail document = ProblemDocuments.of(failure);
        Map<String, Object> model = new HashMap<>(notice(document));
        model.put("status", document.getStatus());
        return new ModelAndView("error", model, HttpStatus.valueOf(document.getStatus()));
    }

    /** The kind of a failure, by which pages have their own words for it in each language, and the words it came with. */
    static Map<String, Object> notice(ProblemDetail document) {
        Map<String, Object> notice = new HashMap<>();
        String type = String.valueOf(document.getType());
        notice.put("kind", type.substring(type.lastIndexOf(':') + 1));
        notice.put("detail", document.getDetail());
        return notice;
    }
}
