package dev.vitrine.tensor;

import dev.vitrine.problem.Problem;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** The models have more to do than they may keep waiting, or did not come to this call in time. */
public class InferenceBusy extends Problem {

    private InferenceBusy(String detail, long retryAfter) {
        super(HttpStatus.SERVICE_UNAVAILABLE, "inference-busy", detail + " Try again in " + retryAfter + " s.");
        retryAfter(retryAfter);
    }

    static InferenceBusy full(int waiting, int limit, long retryAfter) {
        return new InferenceBusy(
                "The models are busy: " + waiting + " pictures and texts wait, and at most " + limit + " may.",
                retryAfter);
    }

    static InferenceBusy late(Duration deadline, long retryAfter) {
        return new InferenceBusy(
                "The models are busy: they did not come to this within " + deadline.toSeconds() + " s.", retryAfter);
    }
}
