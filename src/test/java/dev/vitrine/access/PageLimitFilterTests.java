package dev.vitrine.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class PageLimitFilterTests {

    private final PageLimitFilter filter =
            new PageLimitFilter(new RateLimits(new AccessProperties(false, null, 12, 1, 1, 1, 1, List.of())));

    @Test
    void peopleGetAPageThatSaysWhenToComeBackAndProgramsADocument() throws Exception {
        assertThat(call("text/html").getStatus()).isEqualTo(200);

        MockHttpServletResponse page = call("text/html,*/*");
        assertThat(page.getStatus()).isEqualTo(429);
        assertThat(page.getHeader(HttpHeaders.RETRY_AFTER)).isNotNull();
        assertThat(page.getContentAsString()).isEmpty();

        MockHttpServletResponse document = call("application/json");
        assertThat(document.getStatus()).isEqualTo(429);
        assertThat(document.getHeader(HttpHeaders.RETRY_AFTER)).isNotNull();
        assertThat(document.getContentAsString()).contains("At most 1 requests a minute");
    }

    private MockHttpServletResponse call(String accept) throws Exception {
        var request = new MockHttpServletRequest("GET", "/shop");
        request.addHeader(HttpHeaders.ACCEPT, accept);
        var response = new MockHttpServletResponse();
        filter.doFilter(request, response, new MockFilterChain());
        return response;
    }
}
