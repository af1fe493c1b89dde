package dev.vitrine.nightly;

import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.UserRange;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;

/** The users of a range in order; a continued night goes on after the last whose group was done. */
class UserReader implements ItemStreamReader<String> {

    private static final String AFTER = "after";
    private static final String UPTO = "upto";
    private static final String USERS = "users";
    private static final String LAST = "last";
    private static final int PAGE = 1000;

    private final Interactions interactions;
    private final Deque<String> page = new ArrayDeque<>();
    private UserRange range = new UserRange("", "", 0);
    private String last = "";
    private boolean exhausted;

    UserReader(Interactions interactions) {
        this.interactions = interactions;
    }

    /** How a partition is told its range. */
    static ExecutionContext context(UserRange range) {
        var context = new ExecutionContext();
        context.putString(AFTER, range.after());
        context.putString(UPTO, range.upto());
        context.putLong(USERS, range.users());
        return context;
    }

    /** A range that nobody is in: a partition too many. */
    static ExecutionContext nobody() {
        var context = new ExecutionContext();
        context.putLong(USERS, 0);
        return context;
    }

    /** How many users a partition has. */
    static long users(ExecutionContext context) {
        return context.getLong(USERS, 0);
    }

    @Override
    public void open(ExecutionContext context) {
        exhausted = !context.containsKey(AFTER);
        range = new UserRange(context.getString(AFTER, ""), context.getString(UPTO, ""), users(context));
        last = context.getString(LAST, "");
        page.clear();
    }

    @Override
    public @Nullable String read() {
        if (page.isEmpty() && !exhausted) {
            page.addAll(interactions.users(last, range, PAGE));
            exhausted = page.size() < PAGE;
        }
        String next = page.poll();
        if (next != null) {
            last = next;
        }
        return next;
    }

    @Override
    public void update(ExecutionContext context) {
        context.putString(LAST, last);
    }
}
