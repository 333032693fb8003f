/** How this program writes JSON: one mapper, so that manifests, the API and the journal agree on times and names. */
package co.zencap.backup.json;
