package co.zencap.backup.api;

import co.zencap.backup.alert.ChannelTest;

/** {@code /api/v1/alerts/test}: whether people would be told. */
public record AlertTestResource(ChannelTest channels) {

    /** Sends a marked test through every channel, and waits for what each of them answers. */
    public Answer run() {
        return Answer.ok(StatusReport.ordered("channels", channels.run()));
    }
}
