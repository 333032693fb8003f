/**
 * Keys and what they protect. The operator's master key never touches data: it wraps one fresh data key per backup and
 * signs manifests, each through a key of its own derived with HKDF, so that no key is used for two things.
 */
package co.zencap.backup.key;
