package co.zencap.backup.runtime;

import co.zencap.backup.access.KeyRing;
import co.zencap.backup.access.oidc.TokenIssuer;
import co.zencap.backup.api.AccessControl;
import co.zencap.backup.api.ApiKeyResource;
import co.zencap.backup.api.AuditResource;
import co.zencap.backup.api.CallAudit;
import co.zencap.backup.audit.AuditExport;
import co.zencap.backup.audit.AuditVerification;
import co.zencap.backup.audit.KnownChain;
import co.zencap.backup.audit.LatestVerification;
import co.zencap.backup.catalog.ApiKeyRows;
import co.zencap.backup.catalog.AuditQueries;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.web.AdminKey;
import co.zencap.backup.web.Callers;
import co.zencap.backup.web.SignInLimit;
import java.util.Optional;
import org.apache.camel.spi.Registry;

/** The parts that know who may do what, and write down who did. */
final class AccessWiring {
    final Callers callers;
    final CallAudit audit;

    AccessWiring(Basis basis, Registry registry) {
        Settings settings = basis.settings();
        String service = basis.service().name();
        audit = new CallAudit(basis.routes(), basis.clock());
        registry.bind("callAudit", audit);
        registry.bind("accessControl", new AccessControl());

        var rows = new ApiKeyRows(basis.queries(), service);
        var ring = new KeyRing(
                rows::all,
                basis.stores().journal()::unknown,
                entry -> basis.routes().sendBody("direct:record-in-catalog", entry),
                basis.clock());
        registry.bind(
                "apiKeyResource",
                new ApiKeyResource(rows, ring, basis.stores().journal(), basis.routes(), basis.clock()));
        callers = new Callers(
                new AdminKey(settings.adminKey().secret()),
                ring,
                settings.oidc().map(oidc -> new TokenIssuer(oidc, basis.clock())),
                new SignInLimit(basis.clock()),
                settings.http().proxies(),
                audit::write,
                basis.clock());

        var trail = new AuditQueries(basis.queries());
        var export =
                new AuditExport(trail, basis.stores().repositories(), settings.masterKey(), service, basis.clock());
        registry.bind("auditExport", export);
        var verification = new AuditVerification(
                Optional.of(trail), basis.stores().repositories(), settings.masterKey(), service, basis.clock());
        registry.bind(
                "auditResource",
                new AuditResource(
                        trail,
                        new KnownChain(trail, basis.clock()),
                        new LatestVerification(verification, basis.clock()),
                        export));
    }
}
