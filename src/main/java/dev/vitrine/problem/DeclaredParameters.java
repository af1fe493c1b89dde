package dev.vitrine.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses parameters that the called endpoint does not declare. */
final class DeclaredParameters implements HandlerInterceptor {

    private static final int NAME_SHOWN = 60;

    private final Map<Method, Optional<Set<String>>> declared = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            declared.computeIfAbsent(method.getMethod(), key -> of(method)).ifPresent(known -> check(request, known));
        }
        return true;
    }

    private static void check(HttpServletRequest request, Set<String> known) {
        SortedSet<String> unknown = new TreeSet<>();
        for (String name : sent(request)) {
            if (!known.contains(name)) {
                unknown.add(name.substring(0, Math.min(name.length(), NAME_SHOWN)));
            }
        }
        if (!unknown.isEmpty()) {
            throw new UnknownParameter(unknown, known);
        }
    }

    /** Names in the query and, of a multipart form, its fields. The body of other requests is left alone. */
    private static Set<String> sent(HttpServletRequest request) {
        Set<String> names = new TreeSet<>();
        String query = request.getQueryString();
        if (query != null) {
            for (String pair : query.split("&")) {
                String name = pair.split("=", 2)[0];
                if (!name.isEmpty()) {
                    names.add(decoded(name));
                }
            }
        }
        if (request instanceof MultipartHttpServletRequest form) {
            names.addAll(form.getParameterMap().keySet());
            names.addAll(form.getFileMap().keySet());
        }
        return names;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return name;
        }
    }

    /** The parameters an endpoint declares; empty when it takes any. */
    private static Optional<Set<String>> of(HandlerMethod method) {
        Set<String> names = new TreeSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
            RequestParam param = parameter.getParameterAnnotation(RequestParam.class);
            RequestPart part = parameter.getParameterAnnotation(RequestPart.class);
            if (param != null) {
                if (Map.class.isAssignableFrom(parameter.getParameterType())) {
                    return Optional.empty();
                }
                names.add(param.name().isEmpty() ? String.valueOf(parameter.getParameterName()) : param.name());
            } else if (part != null) {
                names.add(part.name().isEmpty() ? String.valueOf(parameter.getParameterName()) : part.name());
            }
        }
        return Optional.of(names);
    }
}
