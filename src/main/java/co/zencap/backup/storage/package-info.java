/**
 * How much the repositories hold, what that costs, and how it grows: measured from listings, page by page, priced by the
 * operator's own list, and compared with samples that were kept.
 */
package co.zencap.backup.storage;
