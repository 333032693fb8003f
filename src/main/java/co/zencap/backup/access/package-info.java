/**
 * Who may do what: keys with roles, the one table of what each role may, and where a call comes from. Only digests of keys are
 * kept, in the catalog and, for as long as that is away, in memory. Knows neither HTTP nor routes.
 */
package co.zencap.backup.access;
