package dev.vitrine;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModulesTests {

    @Test
    void eachModuleUsesOnlyWhatItDeclaresAndOnlyWhatOthersShow() {
        ApplicationModules.of(Vitrine.class).verify();
    }
}
