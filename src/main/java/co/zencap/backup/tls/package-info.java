/**
 * The service's certificate. Operators have it as PEM files, which are made anew every few weeks by somebody else; the server
 * wants a key store. What lies between is here, and knows neither of the two.
 */
package co.zencap.backup.tls;
