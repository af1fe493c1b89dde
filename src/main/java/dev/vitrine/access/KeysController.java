package dev.vitrine.access;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/admin/keys")
@Tag(name = "Keys")
class KeysController {

    private final ApiKeys keys;

    KeysController(ApiKeys keys) {
        this.keys = keys;
    }

    @GetMapping
    @Operation(summary = "All keys, without their secrets")
    List<ApiKeys.Key> all() {
        return keys.all();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Make a key; its secret is in this answer alone")
    Created create(@RequestBody NewKey request) {
        return new Created(keys.create(request.role(), request.name()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "End a key")
    void revoke(@PathVariable UUID id) {
        keys.revoke(id);
    }

    /** What a key is for. */
    record NewKey(Role role, String name) {}

    /** A new key's secret. */
    record Created(String key) {}
}
