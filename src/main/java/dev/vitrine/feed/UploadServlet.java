package dev.vitrine.feed;

import dev.vitrine.problem.Problem;
import dev.vitrine.problem.ProblemDocuments;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Lets files of imports be far larger than photos, which all other forms carry: two addresses have a dispatcher of their own,
 * on the same controllers, whose limits are those of imports.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class UploadServlet {

    private static final String[] ADDRESSES = {"/api/v1/admin/imports", "/console/imports"};
    /** What a form has beside its files. */
    private static final long FORM_BYTES = 1_000_000;

    private static final int MEMORY_BYTES = 64 * 1024;

    /** What was sent is larger than all that could be in it. */
    private static final class UploadTooLarge extends Problem {
        UploadTooLarge(long bytes, long most) {
            super(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "too-large",
                    "The upload has " + bytes + " bytes; at most " + most + " are taken.");
            fact("limit", most);
        }
    }

    private static long most(FeedProperties limits) {
        return limits.maxFileSize().toBytes() + limits.maxZipSize().toBytes() + FORM_BYTES;
    }

    @Bean
    ServletRegistrationBean<DispatcherServlet> uploads(WebApplicationContext context, FeedProperties limits) {
        var uploads = new ServletRegistrationBean<>(new DispatcherServlet(context), ADDRESSES);
        uploads.setName("uploads");
        // Which of the files is too large is said with its name and size, by whoever takes it.
        uploads.setMultipartConfig(new MultipartConfigElement("", most(limits), most(limits), MEMORY_BYTES));
        return uploads;
    }

    /** Refuses what is too large by what it says of itself, before any of it is read. */
    @Bean
    FilterRegistrationBean<OncePerRequestFilter> uploadLimit(FeedProperties limits) {
        long most = most(limits);
        var filter = new FilterRegistrationBean<OncePerRequestFilter>(new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(
                    HttpServletRequest request, HttpServletResponse response, jakarta.servlet.FilterChain chain)
                    throws java.io.IOException, jakarta.servlet.ServletException {
                if (request.getContentLengthLong() <= most) {
                    chain.doFilter(request, response);
                } else if (String.valueOf(request.getHeader(HttpHeaders.ACCEPT)).contains(MediaType.TEXT_HTML_VALUE)) {
                    response.sendError(HttpStatus.CONTENT_TOO_LARGE.value());
                } else {
                    ProblemDocuments.write(response, new UploadTooLarge(request.getContentLengthLong(), most));
                }
            }
        });
        filter.setUrlPatterns(List.of(ADDRESSES));
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
        return filter;
    }
}
