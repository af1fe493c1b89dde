package dev.vitrine.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.BaseConnection;

/**
 * Fills a database with a synthetic shop, by PostgreSQL's COPY. Items are named {@code item-0} and so on, users {@code
 * user-0}; an item's attribute {@code rank} is evenly spread from 0 to 9,999, to filter by.
 */
final class SyntheticShop {

    private static final int FLUSH_BYTES = 1 << 20;
    private static final byte[] BINARY = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int[] MODALITIES = {0, 1};
    private static final double SPREAD = 0.9;
    private static final long SPAN_SECONDS = 60L * 24 * 3600;
    private static final List<String> TYPES =
            List.of("view", "view", "view", "click", "click", "like", "cart", "purchase");
    private static final List<String> WORDS = List.of(
            "mug", "scarf", "lamp", "chair", "shoe", "bag", "vase", "clock", "jacket", "teapot", "cushion", "watch");

    private final ShopSize size;
    private final Connection connection;
    private final Consumer<String> say;

    SyntheticShop(ShopSize size, Connection connection, Consumer<String> say) {
        this.size = size;
        this.connection = connection;
        this.say = say;
    }

    /** Fills the tables. The graphs are built when all vectors are there, which is many times faster. */
    void fill(int space) throws SQLException, IOException {
        say.accept("Filling in %,d items".formatted(size.items()));
        items();
        Map<String, String> graphs = graphs();
        for (String name : graphs.keySet()) {
            execute("drop index " + name);
        }
        say.accept("Filling in %,d vectors of %d dimensions".formatted(2L * size.items(), size.dimension()));
        vectors(space);
        say.accept("Filling in %,d interactions of %,d users".formatted(size.interactions(), size.users()));
        interactions();
        execute("set maintenance_work_mem = '2GB'; set max_parallel_maintenance_workers = 2");
        for (var graph : graphs.entrySet()) {
            say.accept("Building the graph " + graph.getKey());
            execute(graph.getValue());
        }
        execute("vacuum analyze");
    }

    private Map<String, String> graphs() throws SQLException {
        Map<String, String> graphs = new HashMap<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select indexname, indexdef from pg_indexes where tablename = 'item_vector' and indexdef like '%hnsw%'")) {
            while (rows.next()) {
                graphs.put(rows.getString(1), rows.getString(2));
            }
        }
        return graphs;
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private interface Line {

        void write(int number, StringBuilder line);
    }

    private void copy(String table, int rows, Line line) throws SQLException {
        CopyIn copy = connection.unwrap(BaseConnection.class).getCopyAPI().copyIn("copy " + table + " from stdin");
        var text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            line.write(i, text);
            if (text.length() > FLUSH_BYTES || i == rows - 1) {
                byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(bytes, 0, bytes.length);
                text.setLength(0);
            }
        }
        copy.endCopy();
    }

    private int kind(int item) {
        return item % size.kinds();
    }

    private void items() throws SQLException {
        var now = Instant.now();
        copy(
                "item (id, shop_id, titles, descriptions, category, attributes, content_hash, lexemes, created_at, updated_at)",
                size.items(),
                (i, line) -> {
                    String word = WORDS.get(kind(i) % WORDS.size());
                    line.append(i + 1)
                            .append("\titem-")
                            .append(i)
                            .append("\t{\"en\": \"")
                            .append(word)
                            .append(' ')
                            .append(kind(i))
                            .append("\"}\t{}\tkind-")
                            .append(kind(i) % 200)
                            .append("\t{\"rank\": ")
                            .append((int) (i * 7919L % 10_000))
                            .append("}\tsynthetic\t'")
                            .append(word)
                            .append("' '")
                            .append(kind(i))
                            .append("'\t")
                            .append(now)
                            .append('\t')
                            .append(now)
                            .append('\n');
                });
        copy(
                "item_offer (item, price, currency, stock, active)",
                size.items(),
                (i, line) -> line.append(i + 1).append('\t').append(5 + i % 95).append("\tEUR\t10\tt\n"));
        execute("select setval(pg_get_serial_sequence('item', 'id'), " + size.items() + ")");
    }

    private void vectors(int space) throws SQLException, IOException {
        var random = new Random(size.seed());
        float[][] centres = new float[size.kinds()][];
        for (int k = 0; k < centres.length; k++) {
            centres[k] = gaussian(random, 1);
        }
        CopyIn copy = connection
                .unwrap(BaseConnection.class)
                .getCopyAPI()
                .copyIn("copy item_vector (space, modality, item, content_hash, embedding) from stdin (format binary)");
        copy.writeToCopy(BINARY, 0, BINARY.length);
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        byte[] hash = "synthetic".getBytes(StandardCharsets.UTF_8);
        for (int modality : MODALITIES) {
            for (int i = 0; i < size.items(); i++) {
                float[] vector = gaussian(random, SPREAD);
                float[] centre = centres[kind(i)];
                for (int d = 0; d < vector.length; d++) {
                    vector[d] += centre[d];
                }
                out.writeShort(5);
                out.writeInt(Integer.BYTES);
                out.writeInt(space);
                out.writeInt(Short.BYTES);
                out.writeShort(modality);
                out.writeInt(Long.BYTES);
                out.writeLong(i + 1);
                out.writeInt(hash.length);
                out.write(hash);
                halves(out, vector);
                if (bytes.size() > FLUSH_BYTES) {
                    copy.writeToCopy(bytes.toByteArray(), 0, bytes.size());
                    bytes.reset();
                }
            }
        }
        out.writeShort(-1);
        copy.writeToCopy(bytes.toByteArray(), 0, bytes.size());
        copy.endCopy();
    }

    private static void halves(DataOutputStream out, float[] vector) throws IOException {
        double norm = 0;
        for (float value : vector) {
            norm += value * value;
        }
        float scale = (float) (1 / Math.sqrt(norm));
        out.writeInt(2 * Short.BYTES + Short.BYTES * vector.length);
        out.writeShort(vector.length);
        out.writeShort(0);
        for (float value : vector) {
            out.writeShort(Float.floatToFloat16(value * scale));
        }
    }

    private float[] gaussian(Random random, double deviation) {
        var vector = new float[size.dimension()];
        for (int d = 0; d < vector.length; d++) {
            vector[d] = (float) (deviation * random.nextGaussian());
        }
        return vector;
    }

    private void interactions() throws SQLException {
        var random = new SplittableRandom(size.seed());
        long now = Instant.now().getEpochSecond();
        int each = Math.max(1, size.interactions() / Math.max(1, size.users()));
        List<Integer> liked = new ArrayList<>();
        IntToLongFunction zipf = most -> Math.min(most - 1L, (long) Math.pow(most, random.nextDouble()) - 1);
        copy("interaction (event_id, user_id, item, type, occurred_at)", size.interactions(), (i, line) -> {
            int user = i / each % Math.max(1, size.users());
            if (i % each == 0) {
                liked.clear();
                for (int k = 0; k < 3; k++) {
                    liked.add((int) zipf.applyAsLong(size.kinds()));
                }
            }
            int kind = liked.get(random.nextInt(liked.size()));
            long nth = zipf.applyAsLong(Math.max(1, (size.items() - kind) / size.kinds()));
            long item = kind + nth * size.kinds() + 1;
            long at = now - random.nextLong(SPAN_SECONDS);
            line.append("bench-")
                    .append(i)
                    .append("\tuser-")
                    .append(user)
                    .append('\t')
                    .append(item)
                    .append('\t')
                    .append(TYPES.get(random.nextInt(TYPES.size())))
                    .append('\t')
                    .append(Instant.ofEpochSecond(at))
                    .append('\n');
        });
    }
}
