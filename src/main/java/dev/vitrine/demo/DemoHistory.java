package dev.vitrine.demo;

import dev.vitrine.interaction.Interactions.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Two months of simulated shopping: visits of a few items each, most of them to the shopper's taste, some because many
 * look at them, a few by chance. The same items and time give the same history; event ids stay the same whatever the
 * time.
 */
final class DemoHistory {

    private static final Duration LENGTH = Duration.ofDays(60);
    private static final double TO_TASTE = 0.8;
    private static final double POPULAR = 0.13;
    /** Zipf's exponent: how much more the most popular item is looked at than the others. */
    private static final double SKEW = 0.7;

    private static final long SEED = 60;

    private final List<DemoItem> items;
    private final double[] popularity;
    private final Instant end;

    private DemoHistory(List<DemoItem> items, Instant end) {
        this.items = items;
        this.end = end;
        popularity = new double[items.size()];
        for (int i = 0; i < popularity.length; i++) {
            // The list is shuffled, so its order is as good as any.
            popularity[i] = Math.pow(i + 1.0, -SKEW);
        }
    }

    /** The events of all shoppers, each one's in the order of time. */
    static List<Event> of(List<DemoItem> items, List<DemoUser> users, Instant end) {
        var history = new DemoHistory(items, end);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < users.size(); i++) {
            events.addAll(history.events(users.get(i), new SplittableRandom(SEED + i)));
        }
        return events;
    }

    private List<Event> events(DemoUser user, RandomGenerator random) {
        double[] taste = items.stream()
                .mapToDouble(item -> Math.pow(user.suits(item.drawing()), 2))
                .toArray();
        int visits = random.nextInt(9, 14);
        long between = LENGTH.toSeconds() / visits;
        List<Event> events = new ArrayList<>();
        for (int visit = 0; visit < visits; visit++) {
            long start = between * visit + random.nextLong(between * 3 / 4);
            Instant at = end.minus(LENGTH).plusSeconds(start);
            for (int look = random.nextInt(2, 5); look > 0; look--) {
                double reason = random.nextDouble();
                boolean chance = reason >= TO_TASTE + POPULAR;
                int item = reason < TO_TASTE
                        ? draw(taste, random)
                        : chance ? random.nextInt(items.size()) : draw(popularity, random);
                for (String type : course(reason < TO_TASTE, random)) {
                    at = at.plusSeconds(random.nextLong(10, 70));
                    events.add(new Event(
                            user.id() + "-" + events.size(),
                            user.id(),
                            items.get(item).id(),
                            type,
                            at,
                            null));
                }
            }
        }
        return events;
    }

    /** How far it goes with an item. */
    private static List<String> course(boolean toTaste, RandomGenerator random) {
        List<String> types = new ArrayList<>(List.of("view"));
        if (!toTaste) {
            if (random.nextInt(4) == 0) {
                types.add(random.nextInt(3) == 0 ? "dislike" : "click");
            }
            return types;
        }
        if (random.nextDouble() < 0.55) {
            types.add("click");
            if (random.nextDouble() < 0.3) {
                types.add("like");
            }
            if (random.nextDouble() < 0.3) {
                types.add("cart");
                if (random.nextDouble() < 0.6) {
                    types.add("purchase");
                }
            }
        }
        return types;
    }

    private static int draw(double[] weights, RandomGenerator random) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = random.nextDouble(sum);
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }
}
