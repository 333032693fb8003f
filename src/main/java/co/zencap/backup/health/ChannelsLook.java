package co.zencap.backup.health;

import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.AlertQueries.Channel;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the ways to tell people take what they are given. */
public record ChannelsLook(Set<String> configured, AlertQueries alerts) implements Component.Look {

    @Override
    public Finding look() {
        if (configured.isEmpty()) {
            return Finding.up("There is none: alerts are in the log alone.");
        }
        List<Channel> channels;
        try {
            channels = alerts.channels();
        } catch (RuntimeException e) {
            return Finding.unknown("The catalog, which keeps what became of each message, is away.", "");
        }
        List<Channel> failing = channels.stream()
                .filter(channel -> configured.contains(channel.name()) && channel.failing() > 0)
                .toList();
        return failing.isEmpty()
                ? Finding.up(String.join(", ", configured) + ".")
                : Finding.degraded(
                        failing.stream().map(ChannelsLook::sentence).collect(Collectors.joining(" ")),
                        "Messages are tried again for a week, and others tell in its place; see whether its address and"
                                + " its key are still right.");
    }

    private static String sentence(Channel channel) {
        return "The channel " + channel.name() + " does not take " + channel.failing() + " of its messages"
                + (channel.answer() == null ? "." : ": " + channel.answer());
    }
}
