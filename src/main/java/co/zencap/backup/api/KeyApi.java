package co.zencap.backup.api;

/** The keys that encrypt backups; those of the API itself are {@link AccessApi}'s. */
public final class KeyApi extends ApiRoutes {
    @Override
    void calls() {
        rest("/api/v1/keys")
                .post("/rotation")
                .id("post-key-rotation")
                .description("Starts making all that older keys have wrapped and signed anew with the key in force;"
                        + " answers 202 with the operation's id and Location")
                .produces(JSON)
                .to("direct:post-key-rotation")
                .post("/census")
                .id("post-key-census")
                .description("Starts a look at how much hangs on which key in which repository; nothing is changed")
                .produces(JSON)
                .to("direct:post-key-census");
        rest("/api/v1/backups/{id}/erasure")
                .post()
                .id("post-erasure")
                .description(
                        "Destroys a backup's data key in all repositories, and deletes it: 'confirm' (its id again),"
                                + " 'reason'; nobody can read it any more")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-erasure");
        serve("post-erasure", "erasureResource", "erase");
        serve("post-key-rotation", "keyResource", "rotate");
        serve("post-key-census", "keyResource", "look");
    }
}
