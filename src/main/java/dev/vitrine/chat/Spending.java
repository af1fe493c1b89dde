package dev.vitrine.chat;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What calls took of each day, and could still take: booked before a call, and put right after it. */
@Component
class Spending {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ChatProperties limits;

    Spending(JdbcClient jdbc, Clock clock, ChatProperties limits) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.limits = limits;
    }

    /** What was booked for a call. */
    record Booking(LocalDate day, long tokens, BigDecimal money) {}

    /**
     * Books the most that a call could take.
     *
     * @throws SpendingLimitReached if that is more than is left of the day; then nothing is booked
     */
    Booking book(long promptTokens, long completionTokens) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        long tokens = promptTokens + completionTokens;
        BigDecimal money = price(promptTokens, completionTokens);
        jdbc.sql("insert into chat_spending (day) values (?) on conflict (day) do nothing")
                .param(Date.valueOf(day))
                .update();
        int booked = jdbc.sql("""
                        update chat_spending set calls = calls + 1, tokens = tokens + :tokens, money = money + :money
                        where day = :day
                          and (cast(:maxTokens as bigint) is null or tokens + :tokens <= :maxTokens)
                          and (cast(:maxMoney as numeric) is null or money + :money <= :maxMoney)""")
                .param("tokens", tokens)
                .param("money", money)
                .param("day", Date.valueOf(day))
                .param("maxTokens", limits.dailyTokens(), java.sql.Types.BIGINT)
                .param("maxMoney", limits.dailyMoney(), java.sql.Types.NUMERIC)
                .update();
        if (booked == 0) {
            throw refused(tokens, money);
        }
        return new Booking(day, tokens, money);
    }

    private SpendingLimitReached refused(long tokens, BigDecimal money) {
        Day today = today();
        Instant midnight = today.day().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Duration left = Duration.between(clock.instant(), midnight);
        if (limits.dailyTokens() != null && today.tokens() + tokens > limits.dailyTokens()) {
            return new SpendingLimitReached(
                    "vitrine.chat.daily-tokens",
                    limits.dailyTokens() + " tokens",
                    today.tokens() + " tokens",
                    String.valueOf(tokens),
                    left);
        }
        return new SpendingLimitReached(
                "vitrine.chat.daily-money", plain(limits.dailyMoney()), plain(today.money()), plain(money), left);
    }

    private static String plain(@Nullable BigDecimal money) {
        return money == null ? "nothing" : money.stripTrailingZeros().toPlainString();
    }

    /** Puts what a call really took in the place of what was booked. */
    void settle(Booking booking, long promptTokens, long completionTokens) {
        jdbc.sql("update chat_spending set tokens = tokens + ?, money = money + ? where day = ?")
                .params(
                        promptTokens + completionTokens - booking.tokens(),
                        price(promptTokens, completionTokens).subtract(booking.money()),
                        Date.valueOf(booking.day()))
                .update();
    }

    /** Gives back what was booked for a call that cost nothing. */
    void release(Booking booking) {
        settle(booking, 0, 0);
    }

    private BigDecimal price(long promptTokens, long completionTokens) {
        return limits.promptPrice()
                .multiply(BigDecimal.valueOf(promptTokens))
                .add(limits.completionPrice().multiply(BigDecimal.valueOf(completionTokens)))
                .movePointLeft(6);
    }

    /** What a day took, with what is booked for calls that have not ended. */
    record Day(LocalDate day, long calls, long tokens, BigDecimal money) {}

    Day today() {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return jdbc.sql("select * from chat_spending where day = ?")
                .param(Date.valueOf(day))
                .query((row, number) ->
                        new Day(day, row.getLong("calls"), row.getLong("tokens"), row.getBigDecimal("money")))
                .optional()
                .orElse(new Day(day, 0, 0, BigDecimal.ZERO));
    }
}
