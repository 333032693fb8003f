package co.zencap.backup.hawtio;

import io.hawt.web.auth.AuthenticationConfiguration;
import io.hawt.web.auth.AuthenticationContainerDiscovery;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;

/** Found by Hawtio through {@code hawtio.authenticationContainerDiscoveryClasses}. */
public final class AdminKeyAuthentication implements AuthenticationContainerDiscovery {

    @Override
    public String getContainerName() {
        return "ZenCap Backup";
    }

    @Override
    public boolean canAuthenticate(AuthenticationConfiguration hawtio) {
        hawtio.setRolePrincipalClasses(Administrator.class.getName());
        hawtio.setConfiguration(new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String realm) {
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(AdminKeyLogin.class.getName(), LoginModuleControlFlag.REQUIRED, Map.of())
                };
            }
        });
        return true;
    }
}
