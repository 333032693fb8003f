/**
 * A change of the master key. Whatever hangs on it is wrapped, signed or sealed anew, object by object, and nothing else is
 * touched: what a backup holds stays as it is. Each object is whole with the one key or with the other at any moment, so that
 * who has both keys can read everything all the time, and a run that was cut off is simply begun again.
 */
package co.zencap.backup.rotation;
