// Who did what, from where, and what came of it: the trail that only grows.
import { Component, html } from '../html.js';
import { get } from '../api.js';
import { Empty, Lamp, Loaded, Section, Table, Time, Trouble } from '../parts.js';
import { bytes, count, plural, said } from '../words.js';

const PAGE = 300;
const TONES = { done: 'good', begun: 'busy', refused: 'warn', failed: 'bad' };

const Outcome = ({ of }) => (of ? html`<${Lamp} tone=${TONES[of] ?? 'idle'}>${said(of)}</${Lamp}>` : '–');

const COLUMNS = [
  { name: 'No.', numeric: true, of: (e) => e.seq },
  { name: 'When', of: (e) => html`<${Time} at=${e.at} />` },
  { name: 'Who', of: (e) => e.actor },
  { name: 'From', of: (e) => e.source ?? '–' },
  { name: 'What', of: (e) => said(e.action) },
  { name: 'Outcome', of: (e) => html`<${Outcome} of=${e.outcome} />` },
  { name: 'Target', of: (e) => [e.target, e.repository].filter(Boolean).join(', ') || '–' },
  { name: 'Backup', of: (e) => (e.backupId ? html`<span class="id">${e.backupId}</span>` : '–') },
  { name: 'Size', numeric: true, of: (e) => (e.bytes > 0 ? bytes(e.bytes) : '–') },
  { name: 'About', wide: true, of: (e) => e.reason || '–' },
];

/** What the form holds, as the service looks for it; days are this browser's. */
function query({ q, actor, outcome, since, until }) {
  const search = new URLSearchParams({ limit: PAGE });
  const put = (name, value) => value && search.set(name, value);
  put('q', q);
  put('actor', actor);
  put('outcome', outcome);
  put('since', since && new Date(`${since}T00:00:00`).toISOString());
  put('until', until && new Date(new Date(`${until}T00:00:00`).getTime() + 86_400_000).toISOString());
  return search.toString();
}

export class AuditPage extends Component {
  constructor() {
    super();
    this.state = { asked: query({}), verified: null, verifying: false, problem: null };
  }

  search(event) {
    event.preventDefault();
    this.setState({ asked: query(Object.fromEntries(new FormData(event.target))) });
  }

  async verify() {
    this.setState({ verifying: true, problem: null });
    try {
      this.setState({ verified: await get('/api/v1/audit/verification'), verifying: false });
    } catch (problem) {
      this.setState({ verifying: false, problem });
    }
  }

  render({ version }, { asked, verified, verifying, problem }) {
    return html`<${Section} title="Audit" action=${html`<span class="buttons">
        <button type="button" disabled=${verifying} onClick=${() => this.verify()}>${verifying ? 'Looking …' : 'Verify the trail'}</button></span>`}>
      <form class="filters" role="search" aria-label="Audit" onSubmit=${(e) => this.search(e)}>
        <label>Search <input type="search" name="q" maxlength="200" placeholder="a backup, a target, words" /></label>
        <label>Who <input type="text" name="actor" maxlength="100" placeholder="a key's name" /></label>
        <label>Outcome <select name="outcome"><option value="">All</option>${Object.keys(TONES).map((o) => html`<option value=${o}>${said(o)}</option>`)}</select></label>
        <label>From <input type="date" name="since" /></label>
        <label>To <input type="date" name="until" /></label>
        <button type="submit">Search</button>
      </form>
      ${problem && html`<${Trouble} problem=${{ title: problem.message, detail: problem.detail, hint: problem.hint }} />`}
      ${verified && html`<${Verified} report=${verified} />`}
      <${Loaded} of=${asked} from=${() => get(`/api/v1/audit?${asked}`)} version=${version}>${({ chain, entries }) => html`
        ${chain.intact
          ? html`<p class="more"><${Lamp} tone="good">The trail is whole</${Lamp}> <span class="muted">${count(chain.rows)} entries, each carrying the hash of the one before it; ${
            entries.length === PAGE ? `the newest ${count(PAGE)} that fit are shown` : `${plural(entries.length, 'entry', 'entries')} shown`}</span></p>`
          : html`<${Trouble} problem=${{ title: 'The trail was changed', detail: `It is broken at entry ${chain.firstBroken}.`, hint: 'Verify the trail: what was exported to the repositories tells what was written. Find out who can write to the catalog.' }} />`}
        <${Table} caption="Audit" rows=${entries} keyOf=${(e) => e.seq} columns=${COLUMNS}
          empty=${html`<${Empty} title="Nothing fits">What is done, changed, refused and looked at is written down here for good.</${Empty}>`} />`}</${Loaded}>
    </${Section}>`;
  }
}

function Verified({ report }) {
  const problems = report.parts.flatMap((part) => part.problems.map((p) => `${part.place}: ${p}`));
  return html`<div role="status">
    ${report.intact
      ? html`<p class="more"><${Lamp} tone="good">Read and compared</${Lamp}> <span class="muted">${report.parts.filter((p) => p.read).map((p) => `${p.place} up to entry ${p.last}`).join(', ')}</span></p>`
      : html`<${Trouble} problem=${{ title: 'The trail was changed', detail: problems.join(' '), hint: 'Find out who can write to the catalog; what was exported and is signed is what was written.' }} />`}
    ${report.notes.length > 0 && html`<ul class="notes">${report.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
  </div>`;
}
