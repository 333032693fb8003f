/**
 * Setting up a bucket: each setting is looked at, compared with what it should be, and changed only where it differs. What
 * others have set there (their lifecycle rules, their statements of the policy) stays.
 */
package co.zencap.backup.repository.setup;
