package dev.vitrine.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Refuses query parameters that an endpoint does not have: a misspelt one would silently do nothing. */
@Configuration
class UnknownParameters implements WebMvcConfigurer, HandlerInterceptor {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            Set<String> known = Stream.of(method.getMethodParameters())
                    .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
                    .map(UnknownParameters::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            for (String sent : request.getParameterMap().keySet()) {
                if (!known.contains(sent)) {
                    throw new InvalidRequest(
                            sent, "The parameter \"" + sent + "\" is unknown; known are " + known + ".");
                }
            }
        }
        return true;
    }

    private static String name(MethodParameter parameter) {
        RequestParam declared = parameter.getParameterAnnotation(RequestParam.class);
        if (declared != null && !declared.name().isEmpty()) {
            return declared.name();
        }
        return parameter.getParameter().getName();
    }
}
