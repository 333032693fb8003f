package co.zencap.backup.hawtio;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;

/** Signs {@code admin} in with {@code ADMIN_API_KEY}, or another key of the role admin, as the password. */
public final class AdminKeyLogin implements LoginModule {
    private final Administrator administrator = new Administrator(Administrator.USER);
    private Subject subject;
    private CallbackHandler callbacks;

    @Override
    public void initialize(
            Subject signingIn, CallbackHandler handler, Map<String, ?> sharedState, Map<String, ?> options) {
        subject = signingIn;
        callbacks = handler;
    }

    @Override
    public boolean login() throws LoginException {
        var name = new NameCallback("user");
        var password = new PasswordCallback("password", false);
        try {
            callbacks.handle(new Callback[] {name, password});
        } catch (IOException | UnsupportedCallbackException e) {
            throw (LoginException) new LoginException("The credentials could not be read").initCause(e);
        }
        char[] shown = password.getPassword() == null ? new char[0] : password.getPassword();
        password.clearPassword();
        // Both are looked at in any case, so that the time does not tell whether the name was right.
        boolean right = AdminKeyCheck.matches(shown) & Administrator.USER.equals(name.getName());
        Arrays.fill(shown, ' ');
        if (!right) {
            throw new FailedLoginException("Wrong user name or password");
        }
        return true;
    }

    @Override
    public boolean commit() {
        subject.getPrincipals().add(administrator);
        return true;
    }

    @Override
    public boolean abort() {
        return logout();
    }

    @Override
    public boolean logout() {
        subject.getPrincipals().remove(administrator);
        return true;
    }
}
