package dev.vitrine.console;

import dev.vitrine.access.OperatorRole;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What every page shows, as request attributes, so that pages of failures have them too; and the switch of languages:
 * {@code ?lang=zh} on any page is kept, and leads to the page without it.
 */
@Component
class PageInterceptor implements HandlerInterceptor {

    private static final String SWITCH = "lang";

    private final Languages languages;
    private final boolean demo;
    private final DataSize maxPhotoSize;

    PageInterceptor(
            Languages languages,
            @Value("${vitrine.demo.enabled}") boolean demo,
            @Value("${vitrine.vision.max-picture-size}") DataSize maxPhotoSize) {
        this.languages = languages;
        this.demo = demo;
        this.maxPhotoSize = maxPhotoSize;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        String path = path(request);
        request.setAttribute("language", languages.resolveLocale(request).getLanguage());
        request.setAttribute("switchLink", path + "?" + query(request) + SWITCH + "=");
        request.setAttribute("path", path);
        request.setAttribute("demo", demo);
        request.setAttribute("maxPhotoBytes", maxPhotoSize.toBytes());
        request.setAttribute("partial", partial(request));
        request.setAttribute("admin", request.isUserInRole(OperatorRole.ADMIN.name()));
        request.setAttribute("viewer", request.isUserInRole(OperatorRole.VIEWER.name()));
        request.setAttribute("person", request.getRemoteUser());
        if (request.getDispatcherType() != DispatcherType.REQUEST
                || !request.getMethod().equals("GET")) {
            return true;
        }
        String chosen = request.getParameter(SWITCH);
        if (chosen == null) {
            return true;
        }
        languages.setLocale(request, response, Languages.checked(chosen));
        String query = query(request);
        response.sendRedirect(query.isEmpty() ? path : path + "?" + query.substring(0, query.length() - 1));
        return false;
    }

    /** Whether htmx asks, which puts a part of a page into the page that is shown. */
    static boolean partial(HttpServletRequest request) {
        return request.getHeader("HX-Request") != null;
    }

    /** The address that was asked for, also of a failure; one slash ahead, or it would name another server. */
    private static String path(HttpServletRequest request) {
        Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String path = failed instanceof String uri ? uri : request.getRequestURI();
        return "/" + path.replaceFirst("^[/\\\\]+", "");
    }

    /** The query without the switch, with an ampersand at its end if there is any. */
    private static String query(HttpServletRequest request) {
        if (request.getQueryString() == null) {
            return "";
        }
        String query = UriComponentsBuilder.newInstance()
                .query(request.getQueryString())
                .replaceQueryParam(SWITCH)
                .build()
                .getQuery();
        return query == null || query.isEmpty() ? "" : query + "&";
    }
}
