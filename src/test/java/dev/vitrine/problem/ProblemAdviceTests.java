package dev.vitrine.problem;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class ProblemAdviceTests {

    private final MockMvc web = MockMvcBuilders.standaloneSetup(new Failing())
            .setControllerAdvice(new ProblemAdvice())
            .build();

    private static final class Busy extends Problem {
        Busy() {
            super(HttpStatus.SERVICE_UNAVAILABLE, "busy", "Come back later.");
            retryAfter(7);
        }
    }

    @RestController
    static class Failing {
        @GetMapping("/api/busy")
        String busy() {
            throw new Busy();
        }

        @GetMapping("/api/wrong")
        String wrong() {
            throw new InvalidRequest("limit", "The limit is wrong.");
        }
    }

    @Test
    void aProblemThatKnowsWhenToTryAgainSaysSoInItsHeader() throws Exception {
        web.perform(get("/api/busy"))
                .andExpect(status().isServiceUnavailable())
                .andExpect(header().string(HttpHeaders.RETRY_AFTER, "7"))
                .andExpect(jsonPath("$.retryAfter").value(7));
        web.perform(get("/api/wrong"))
                .andExpect(status().isBadRequest())
                .andExpect(header().doesNotExist(HttpHeaders.RETRY_AFTER));
    }
}
