package co.zencap.backup.api;

import org.apache.camel.model.rest.RestParamType;

/** What is wrong, and who sees to it. */
public final class AlertApi extends ApiRoutes {
    @Override
    void calls() {
        rest("/api/v1")
                .get("/alerts")
                .id("list-alerts")
                .description("What is wrong, the worst first; with state=all also what was")
                .produces(JSON)
                .param()
                .name("state")
                .type(RestParamType.query)
                .description("open or all")
                .required(false)
                .endParam()
                .param()
                .name("limit")
                .type(RestParamType.query)
                .dataType("integer")
                .description("how many, 1 to 1000")
                .required(false)
                .endParam()
                .to("direct:list-alerts")
                .post("/alerts/test")
                .id("post-alert-test")
                .description("Sends a marked test through every channel, and tells what each of them answered")
                .produces(JSON)
                .to("direct:post-alert-test")
                .get("/alerts/{id}")
                .id("get-alert")
                .description(
                        "One alert, and who was told through which channel; of 'id', here and below, a beginning will do that no"
                                + " other alert's has")
                .produces(JSON)
                .to("direct:get-alert")
                .post("/alerts/{id}/acknowledge")
                .id("post-acknowledgement")
                .description("Somebody sees to it: it goes on to nobody else")
                .produces(JSON)
                .to("direct:post-acknowledgement")
                .post("/alerts/{id}/silence")
                .id("post-silence")
                .description("Nobody is told of its cause for so many 'hours', a number or a string; 0 ends a silence")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-silence")
                .post("/alerts/{id}/resolve")
                .id("post-resolution")
                .description("Somebody says that it is over")
                .produces(JSON)
                .to("direct:post-resolution");
        serve("list-alerts", "alertResource", "list");
        serve("post-alert-test", "alertTestResource", "run");
        serve("get-alert", "alertResource", "get");
        serve("post-acknowledgement", "alertResource", "acknowledge");
        serve("post-silence", "alertResource", "silence");
        serve("post-resolution", "alertResource", "resolve");

        rest("/slack")
                .post("/actions")
                .id("post-slack-action")
                .description("Presses of an alert's buttons in Slack; signed by Slack in place of the key")
                .consumes("application/x-www-form-urlencoded")
                .produces(JSON)
                .to("direct:post-slack-action");
        serve("post-slack-action", "slackActions", "press");
    }
}
