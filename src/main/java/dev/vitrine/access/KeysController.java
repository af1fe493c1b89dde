package dev.vitrine.access;

import dev.vitrine.access.ApiKeys.ApiKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** API keys over REST. */
@RestController
@RequestMapping("/api/v1/admin/keys")
@Tag(name = "Keys")
class KeysController {

    private final ApiKeys keys;

    KeysController(ApiKeys keys) {
        this.keys = keys;
    }

    /** What a key is for. */
    record NewKeyRequest(@Nullable String role, @Nullable String name) {}

    /** A new key, and the only time that it is shown. */
    record NewKeyAnswer(ApiKey key, String secret) {}

    /** All keys. */
    record KeysAnswer(List<ApiKey> keys) {}

    @GetMapping
    @Operation(summary = "All keys, the revoked ones too; never the secrets")
    KeysAnswer list() {
        return new KeysAnswer(keys.list());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Make a key for a role: storefront, shop or admin. The secret is shown this once")
    NewKeyAnswer create(@RequestBody NewKeyRequest request) {
        Role role = Role.of(request.role());
        String name = request.name() == null ? role.name().toLowerCase(Locale.ROOT) : request.name();
        ApiKeys.NewKey made = keys.create(role, name);
        return new NewKeyAnswer(made.key(), made.secret());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Revoke a key")
    void revoke(@PathVariable long id) {
        keys.revoke(id);
    }
}
