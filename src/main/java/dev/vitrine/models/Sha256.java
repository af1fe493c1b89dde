package dev.vitrine.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a file on the disk is. */
final class Sha256 {

    private Sha256() {}

    static ModelFile of(Path file) throws IOException {
        return of(file, String.valueOf(file.getFileName()));
    }

    static ModelFile of(Path file, String name) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        long size = 0;
        try (var in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 18];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                size += n;
            }
        }
        return new ModelFile(name, size, HexFormat.of().formatHex(digest.digest()));
    }
}
