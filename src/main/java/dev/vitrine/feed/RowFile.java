package dev.vitrine.feed;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The rows of an uploaded file as lines of JSON, with an index of where each part begins: a part is read without those before. */
final class RowFile {

    private static final String ROWS = "rows.ndjson";
    private static final String PARTS = "parts";

    private RowFile() {}

    /** Writes all rows of a file into a folder. */
    static void write(Path folder, FeedFile file, int part) throws IOException {
        long position = 0;
        long count = 0;
        try (FeedFile.Rows rows = file.rows();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(ROWS)));
                var index =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(folder.resolve(PARTS))))) {
            while (rows.hasNext()) {
                if (count++ % part == 0) {
                    index.writeLong(position);
                }
                byte[] line =
                        (JsonMapper.shared().writeValueAsString(rows.next()) + "\n").getBytes(StandardCharsets.UTF_8);
                out.write(line);
                position += line.length;
            }
        }
    }

    /** How many parts there are. */
    static long parts(Path folder) throws IOException {
        return Files.size(folder.resolve(PARTS)) / Long.BYTES;
    }

    /** The rows of a part, from 0. */
    static List<FeedRow> part(Path folder, long part) throws IOException {
        try (var index = new RandomAccessFile(folder.resolve(PARTS).toFile(), "r");
                var rows = new RandomAccessFile(folder.resolve(ROWS).toFile(), "r")) {
            index.seek(part * Long.BYTES);
            long from = index.readLong();
            long to = index.getFilePointer() < index.length() ? index.readLong() : rows.length();
            byte[] bytes = new byte[Math.toIntExact(to - from)];
            rows.seek(from);
            rows.readFully(bytes);
            List<FeedRow> read = new ArrayList<>();
            new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> read.add(JsonMapper.shared().readValue(line, FeedRow.class)));
            return read;
        }
    }

    /** The first rows. */
    static List<FeedRow> first(Path folder, long most) throws IOException {
        List<FeedRow> first = new ArrayList<>();
        long parts = parts(folder);
        for (long part = 0; part < parts && first.size() < most; part++) {
            first.addAll(part(folder, part));
        }
        return first.size() > most ? first.subList(0, (int) most) : first;
    }
}
