package co.zencap.backup.alert.slack;

/**
 * Where a message is.
 *
 * @param channel its channel's id; null when Slack does not say
 * @param ts its name in there; null when Slack does not say
 */
public record SlackAnswer(String channel, String ts) {}
