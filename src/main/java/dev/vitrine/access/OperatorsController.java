package dev.vitrine.access;

import dev.vitrine.access.Operators.NewPassword;
import dev.vitrine.access.Operators.Operator;
import dev.vitrine.problem.InvalidRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The console's people over REST. */
@RestController
@RequestMapping("/api/v1/admin/operators")
@Tag(name = "Operators")
class OperatorsController {

    private final Operators operators;

    OperatorsController(Operators operators) {
        this.operators = operators;
    }

    /** Who is to sign in, and what they may do. */
    record NewOperatorRequest(
            @Nullable String name, @Nullable String role) {}

    /** What is to change; what is not said stays. */
    record ChangeRequest(@Nullable String role, @Nullable Boolean enabled) {}

    /** All of them. */
    record OperatorsAnswer(List<Operator> operators) {}

    @GetMapping
    @Operation(summary = "Who may sign in to the console, and who no longer may")
    OperatorsAnswer all() {
        return new OperatorsAnswer(operators.all());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Let a person sign in as viewer, operator or admin. The password is shown this once")
    NewPassword add(@RequestBody NewOperatorRequest request) {
        if (request.name() == null) {
            throw new InvalidRequest("name", "The name is missing.");
        }
        return operators.add(request.name(), OperatorRole.of(request.role()));
    }

    @PutMapping("/{name}")
    @Operation(
            summary = "Give a person another role, or disable or enable them; a disabled person's sessions end at once")
    Operator change(@PathVariable String name, @RequestBody ChangeRequest request) {
        if (request.role() == null && request.enabled() == null) {
            throw new InvalidRequest("role", "Neither role nor enabled is said: nothing is to change.");
        }
        return operators.change(
                name, request.role() == null ? null : OperatorRole.of(request.role()), request.enabled());
    }

    @PostMapping("/{name}/password")
    @Operation(summary = "Give a person a new password, which is shown this once; their sessions end")
    NewPassword reset(@PathVariable String name) {
        return operators.reset(name);
    }
}
