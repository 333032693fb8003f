// Who did what: the trail that only grows.
import { html } from '../html.js';
import { get } from '../api.js';
import { Empty, Lamp, Loaded, Section, Table, Time, Trouble } from '../parts.js';
import { bytes, count, said } from '../words.js';

export function AuditPage({ version }) {
  return html`<${Section} title="Audit">
    <${Loaded} from=${() => get('/api/v1/audit?limit=300')} version=${version}>${({ chain, entries }) => html`
      ${chain.intact
        ? html`<p class="more"><${Lamp} tone="good">The trail is whole</${Lamp}> <span class="muted">${count(chain.rows)} entries, each carrying the hash of the one before it</span></p>`
        : html`<${Trouble} problem=${{ title: 'The trail was changed', detail: `It is broken at entry ${chain.firstBroken}.`, hint: 'Find out who can write to the catalog; compare with a restored copy of it.' }} />`}
      <${Table} caption="Audit" rows=${entries} keyOf=${(e) => e.seq} columns=${[
        { name: 'No.', numeric: true, of: (e) => e.seq },
        { name: 'When', of: (e) => html`<${Time} at=${e.at} />` },
        { name: 'Who', of: (e) => e.actor },
        { name: 'What', of: (e) => said(e.action) },
        { name: 'Target', of: (e) => e.target },
        { name: 'Repository', of: (e) => e.repository },
        { name: 'Backup', of: (e) => html`<span class="id">${e.backupId}</span>` },
        { name: 'Size', numeric: true, of: (e) => bytes(e.bytes) },
        { name: 'Why', wide: true, of: (e) => e.reason },
      ]} empty=${html`<${Empty} title="Nothing has been deleted or held yet">Deletions, legal holds and their releases are written down here for good.</${Empty}>`} />`}</${Loaded}>
  </${Section}>`;
}
