package co.zencap.backup.api;

import co.zencap.backup.access.Caller;
import co.zencap.backup.recovery.workflow.KeptDatabases;
import co.zencap.backup.recovery.workflow.RecoveryRecord;
import co.zencap.backup.recovery.workflow.RecoveryRecords;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.ProducerTemplate;

/** {@code /api/v1/recoveries/{id}/drop-kept}: away with the database that a recovery has kept. */
public record KeptDatabaseResource(RecoveryRecords records, ProducerTemplate routes) {

    /** Drops it: {@code database}, its name, confirms that. */
    public Answer drop(
            @Header("id") String id,
            String body,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        String database = AdminRequest.parse(contentType, body)
                .required("database", "{\"database\":\"shop_before_dr0123456789ab\"}");
        RecoveryRecord recovery = existing(id);
        try {
            routes.sendBody("direct:drop-kept-database", new KeptDatabases.Wish(recovery, database, caller));
        } catch (CamelExecutionException e) {
            throw ApiProblem.of(409, "Not dropped", e);
        }
        return Answer.ok(Map.of("success", true, "dropped", database));
    }

    private RecoveryRecord existing(String id) {
        try {
            return records.find(id)
                    .orElseThrow(() -> new ApiProblem(
                            404,
                            "No such recovery",
                            "There is no recovery with the id '" + AdminActions.safe(id) + "'.",
                            "./zencap disaster-recovery --list, or GET /api/v1/recoveries, lists them."));
        } catch (IOException e) {
            throw ApiProblem.of(409, "The recoveries can't be read", e);
        }
    }
}
