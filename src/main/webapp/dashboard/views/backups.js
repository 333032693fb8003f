// Which backups there are, and what one of them holds, down to its manifest.
import { Component, html } from '../html.js';
import { get } from '../api.js';
import { Act, Empty, Facts, Lamp, Loaded, Section, Table, Time, Trouble } from '../parts.js';
import { ACTIONS, isTestable } from '../wishes.js';
import { bytes, count, exact } from '../words.js';

const PAGE = 50;
const MOST = 2000;

export function Trust({ of }) {
  if (of.damaged) {
    return html`<${Lamp} tone="bad">Damaged</${Lamp}>`;
  }
  if (of.tested === false) {
    return html`<${Lamp} tone="bad">Failed its test</${Lamp}>`;
  }
  if (of.tested) {
    return html`<${Lamp} tone="good">Restored and compared</${Lamp}>`;
  }
  return of.verified ? html`<${Lamp} tone="good">Verified</${Lamp}>` : html`<${Lamp} tone="idle">Not proved yet</${Lamp}>`;
}

const TRUSTS = {
  bad: (b) => b.damaged || b.tested === false,
  tested: (b) => b.tested === true && !b.damaged,
  unproved: (b) => !b.verified && !b.damaged && b.tested !== false,
  held: (b) => b.hold != null,
  safety: (b) => b.safetyOf != null,
};

const safety = (backup) => `What recovery ${backup.safetyOf} has replaced; a recovery takes it only if it is asked to.`;

const places = (backup) => html`${backup.repositories.join(', ') || html`<span class="muted">none whole</span>`}${
  backup.pending && html` <${Lamp} tone="warn">on its way</${Lamp}>`}`;

export class BackupsPage extends Component {
  constructor() {
    super();
    this.state = { words: '', target: '', trust: '', shown: PAGE };
  }

  render({ version }, wish) {
    const columns = [
      { name: 'Made', of: (b) => html`<${Time} at=${b.createdAt} />` },
      { name: 'Target', of: (b) => html`${b.target} <span class="muted small">${b.kind}</span>` },
      { name: 'Backup', of: (b) => html`<a class="id" href=${`#/backups/${b.id}`}>${b.id}</a>` },
      { name: 'Trust', of: (b) => html`<${Trust} of=${b} />${b.hold != null && html` <${Lamp} tone="idle" title=${b.hold}>held</${Lamp}>`}${b.safetyOf != null && html` <${Lamp} tone="warn" title=${safety(b)}>safety backup</${Lamp}>`}` },
      { name: 'Where', of: places },
      { name: 'Content', numeric: true, of: (b) => bytes(b.plainBytes) },
      { name: 'Stored', numeric: true, of: (b) => bytes(b.storedBytes) },
    ];
    const matches = (b) => (!wish.target || b.target === wish.target) && (!wish.trust || TRUSTS[wish.trust](b))
      && (!wish.words || `${b.id} ${b.target} ${b.kind} ${b.createdAt} ${b.hold ?? ''} ${b.safetyOf ?? ''}`.toLowerCase().includes(wish.words.toLowerCase()));
    return html`<${Section} title="Backups">
      <${Loaded} from=${() => get(`/api/v1/backups?limit=${MOST}`)} version=${version}>${(all) => {
        const found = all.filter(matches);
        return html`<div class="filters" role="search" aria-label="Backups">
          <label>Search <input type="search" value=${wish.words} onInput=${(e) => this.setState({ words: e.target.value, shown: PAGE })} placeholder="2026-11-26, an id, a target" /></label>
          <label>Target <select value=${wish.target} onChange=${(e) => this.setState({ target: e.target.value, shown: PAGE })}>
            <option value="">All</option>${[...new Set(all.map((b) => b.target))].sort().map((t) => html`<option value=${t}>${t}</option>`)}</select></label>
          <label>Trust <select value=${wish.trust} onChange=${(e) => this.setState({ trust: e.target.value, shown: PAGE })}>
            <option value="">All</option><option value="tested">Restored and compared</option><option value="unproved">Not proved yet</option>
            <option value="bad">Damaged or failed</option><option value="held">Held</option><option value="safety">Safety backups</option></select></label>
          <span class="muted" role="status">${count(found.length)} of ${all.length === MOST ? `the newest ${count(MOST)}` : count(all.length)}</span>
        </div>
        <${Table} caption="Backups" columns=${columns} rows=${found.slice(0, wish.shown)} keyOf=${(b) => b.id}
          empty=${all.length === 0
            ? html`<${Empty} title="There is no backup yet">Go to the <a href="#/">overview</a> and press "Back up now".</${Empty}>`
            : html`<${Empty} title="No backup matches">Search for less, or choose "All".</${Empty}>`} />
        ${found.length > wish.shown && html`<p class="more"><button type="button" onClick=${() => this.setState({ shown: wish.shown + 200 })}>Show more</button></p>`}`;
      }}</${Loaded}>
    </${Section}>`;
  }
}

export function BackupPage({ id, version, ask }) {
  return html`<${Loaded} of=${id} from=${() => get(`/api/v1/backups/${encodeURIComponent(id)}`)} version=${version}>${({ backup, repository, manifest, problems }) => html`
    <${Section} title="Backup" action=${html`<span class="buttons">
        <${Act} action=${ACTIONS.verify} onClick=${() => ask('verify', { id: backup.target, lastBackup: backup })}>Verify</${Act}>
        ${isTestable(backup.kind) && html`<${Act} action=${ACTIONS.test} onClick=${() => ask('test', { id: backup.target, kind: backup.kind, lastBackup: backup })}>Test</${Act}>`}
      </span>`}>
      <dl class="facts wide-facts">
        <div><dt>Id</dt><dd class="id">${backup.id}</dd></div>
        <div><dt>Target</dt><dd>${backup.target} <span class="muted">${backup.kind}</span></dd></div>
        <div><dt>Made</dt><dd>${exact(backup.createdAt)} (<${Time} at=${backup.createdAt} />)</dd></div>
        <div><dt>Trust</dt><dd><${Trust} of=${backup} /></dd></div>
        <div><dt>Where</dt><dd>${places(backup)}</dd></div>
        <div><dt>Size</dt><dd>${bytes(backup.plainBytes)}, stored as ${bytes(backup.storedBytes)}</dd></div>
        <div><dt>Encrypted</dt><dd>${backup.encrypted ? 'yes' : html`<${Lamp} tone="bad">NO</${Lamp}>`}</dd></div>
        ${backup.safetyOf != null && html`<div><dt>Safety backup</dt><dd>${safety(backup)}</dd></div>`}
        ${backup.hold != null && html`<div><dt>Legal hold</dt><dd>${backup.hold}</dd></div>`}
      </dl>
      ${backup.damaged && html`<${Trouble} problem=${{ title: 'Do not rely on this backup', detail: 'The last verification of a copy failed.', hint: 'Make a new one now, and see under Operations what was found.' }} />`}
    </${Section}>
    ${Object.entries(problems).map(([where, problem]) => html`<${Trouble} key=${where} problem=${{ ...problem, title: `${problem.title} from ${where}` }} tone=${manifest ? 'warn' : 'bad'} />`)}
    ${manifest && html`<${ManifestView} manifest=${manifest} repository=${repository} />`}
  `}</${Loaded}>`;
}

function ManifestView({ manifest, repository }) {
  const { source, tools, encryption, fingerprint } = manifest;
  return html`
    <${Section} title="Manifest" note=${`from ${repository}, its signature checked`}>
      <dl class="facts wide-facts">
        ${source && html`<div><dt>Database</dt><dd>${source.database}, PostgreSQL ${source.serverVersion}, ${bytes(source.databaseBytes)} on the server</dd></div>
          <div><dt>Shows it as of</dt><dd>${exact(source.snapshotTime)}</dd></div>`}
        <div><dt>Made by</dt><dd>ZenCap Backup ${tools.zencap}${tools.pgDump && `, pg_dump ${tools.pgDump}`}</dd></div>
        <div><dt>Compression</dt><dd>${manifest.compression}</dd></div>
        <div><dt>Encryption</dt><dd>${encryption ? `${encryption.algorithm}, key ${encryption.keyId}` : 'none'}</dd></div>
        <div><dt>Format</dt><dd>${manifest.formatVersion}</dd></div>
      </dl>
      ${manifest.notes.length > 0 && html`<ul class="notes">${manifest.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
    </${Section}>
    <${Section} title="Artifacts">
      <${Table} caption="Artifacts" rows=${manifest.artifacts} keyOf=${(a) => a.name} columns=${[
        { name: 'Name', of: (a) => html`<span class="id">${a.name}</span>` },
        { name: 'Content', numeric: true, of: (a) => bytes(a.plainBytes) },
        { name: 'Stored', numeric: true, of: (a) => bytes(a.storedBytes) },
        { name: 'SHA-256', wide: true, of: (a) => html`<code class="hash" title=${a.sha256}>${a.sha256}</code>` },
      ]} />
    </${Section}>
    ${manifest.fileSets.length > 0 && html`<${Section} title="File sets">
      <${Table} caption="File sets" rows=${manifest.fileSets} keyOf=${(s) => s.set} columns=${[
        { name: 'Set', of: (s) => s.set },
        { name: 'Folders backed up', wide: true, of: (s) => s.roots.join(', ') },
        { name: 'Files', numeric: true, of: (s) => count(s.files) },
        { name: 'Size', numeric: true, of: (s) => bytes(s.bytes) },
        { name: 'Warnings', numeric: true, of: (s) => count(s.warnings) },
        { name: 'Packs', numeric: true, of: (s) => count(s.packs.length) },
      ]} />
    </${Section}>`}
    ${fingerprint && html`<${Tables} fingerprint=${fingerprint} />`}
    <details class="card"><summary>The whole manifest</summary>
      <div class="scroll" tabIndex="0" role="region" aria-label="The whole manifest"><${Facts} of=${manifest} /></div></details>`;
}

class Tables extends Component {
  constructor() {
    super();
    this.state = { words: '' };
  }

  render({ fingerprint }, { words }) {
    const found = fingerprint.tables.filter((t) => `${t.schema}.${t.table}`.toLowerCase().includes(words.toLowerCase()));
    return html`<${Section} title="Tables" note=${`${count(fingerprint.tables.length)} as the dump's own snapshot had them`}>
      ${fingerprint.tables.length > 20 && html`<div class="filters" role="search" aria-label="Tables"><label>Search <input type="search" value=${words} onInput=${(e) => this.setState({ words: e.target.value })} /></label></div>`}
      <${Table} caption="Tables" rows=${found.slice(0, 200)} keyOf=${(t) => `${t.schema}.${t.table}`} columns=${[
        { name: 'Table', of: (t) => `${t.schema}.${t.table}` },
        { name: 'Rows', numeric: true, of: (t) => count(t.rows) },
        { name: 'Bytes', numeric: true, of: (t) => bytes(t.bytes) },
        { name: 'Fingerprint', wide: true, of: (t) => html`<code class="hash" title=${t.hash}>${t.hash ?? 'rows only'}</code>` },
      ]} empty=${html`<p class="muted">No table matches.</p>`} />
      ${found.length > 200 && html`<p class="muted more">The first 200 of ${count(found.length)}; search for others.</p>`}
    </${Section}>`;
  }
}
