// Restoration tests: what was restored, compared and found, and the certificate of it.
import { html } from '../html.js';
import { get } from '../api.js';
import { Act, Empty, Facts, Lamp, Loaded, Section, Table, Time, Trouble } from '../parts.js';
import { ACTIONS } from '../wishes.js';
import { exact, kind, said, span } from '../words.js';
import { Verdict } from './overview.js';

const Outcome = ({ of }) => html`<${Lamp} tone=${of === 'passed' ? 'good' : 'bad'}>${said(of)}</${Lamp}>`;
const took = (test) => (test.endedAt ? span(new Date(test.endedAt) - new Date(test.startedAt)) : '–');

export function TestsPage({ version, ask }) {
  const columns = [
    { name: 'Ended', of: (t) => html`<a href=${`#/tests/${t.id}`}><${Time} at=${t.endedAt} /></a>` },
    { name: 'Test', of: (t) => kind(t.testType) },
    { name: 'Outcome', of: (t) => html`<${Outcome} of=${t.outcome} />` },
    { name: 'Target', of: (t) => t.target ?? '–' },
    { name: 'Backup', of: (t) => (t.backupId ? html`<a class="id" href=${`#/backups/${t.backupId}`}>${t.backupId}</a>` : '–') },
    { name: 'From', of: (t) => t.repository ?? '–' },
    { name: 'Took', numeric: true, of: took },
    { name: 'Certificate', of: (t) => html`<a href=${certificate(t.id)} download=${`certificate-${t.id}.json`} aria-label=${`Certificate of the test ${t.id}`}>Save</a>` },
  ];
  return html`<${Section} title="Restoration tests" action=${html`<span class="buttons">
      <${Act} action=${ACTIONS.test} onClick=${() => ask('test', { kind: 'any' })}>Run a test</${Act}></span>`}>
    <${Loaded} from=${() => get('/api/v1/restoration-tests')} version=${version}>${(tests) => html`
      <${Table} caption="Restoration tests" columns=${columns} rows=${tests} keyOf=${(t) => t.id}
        empty=${html`<${Empty} title="Nothing has been restored yet">A backup that was never restored proves little. Press "Run a test": it restores the newest backup of the database into a throwaway server and compares every table.</${Empty}>`} />`}
    </${Loaded}>
  </${Section}>`;
}

const certificate = (id) => `/api/v1/restoration-tests/${encodeURIComponent(id)}/certificate`;

export function TestPage({ id, version }) {
  return html`<${Loaded} of=${id} from=${() => get(certificate(id))} version=${version}>${(c) => html`
    <${Section} title="Restoration test" action=${html`<a class="button" href=${certificate(id)} download=${`certificate-${id}.json`}>Save the certificate</a>`}>
      <dl class="facts wide-facts">
        <div><dt>Verdict</dt><dd><${Outcome} of=${c.verdict} /></dd></div>
        <div><dt>Test</dt><dd>${kind(c.test?.type)}</dd></div>
        <div><dt>Ended</dt><dd>${exact(c.issuedAt)} (<${Time} at=${c.issuedAt} />)</dd></div>
        <div><dt>Took</dt><dd>${span((c.test?.seconds ?? 0) * 1000)}</dd></div>
        <div><dt>Issued by</dt><dd>${c.issuedBy}, service ${c.service?.name}, node ${c.service?.node}</dd></div>
        ${c.backup && html`<div><dt>Backup</dt><dd>${c.backup.id ? html`<a class="id" href=${`#/backups/${c.backup.id}`}>${c.backup.id}</a>` : html`<${Facts} of=${c.backup} />`}</dd></div>`}
        <div><dt>Signature</dt><dd>${c.signature ? html`<${Lamp} tone="good">Signed</${Lamp}> <span class="muted small">./zencap certificate --check FILE tells whether it is genuine</span>` : html`<${Lamp} tone="idle">Not signed</${Lamp}>`}</dd></div>
      </dl>
      ${c.problem && html`<${Trouble} problem=${{ title: 'The test failed', detail: c.problem }} />`}
    </${Section}>
    ${c.differences?.length > 0 && html`<${Section} title="Differences" note=${String(c.differences.length)}><ul class="notes">${c.differences.slice(0, 200).map((d) => html`<li>${d}</li>`)}</ul></${Section}>`}
    <div class="columns">
      <${Section} title="Phases"><dl class="facts">${Object.entries(c.test?.phasesMillis ?? {}).map(([name, ms]) => html`<div key=${name}><dt>${said(name)}</dt><dd class="figures">${span(ms)}</dd></div>`)}</dl></${Section}>
      ${c.objectives?.length > 0 && html`<${Section} title="Objectives"><dl class="facts">${c.objectives.map((o) => html`<div key=${o.name + o.of}><dt>${said(o.name)} of ${o.of}</dt><dd><${Verdict} of=${o} /></dd></div>`)}</dl></${Section}>`}
    </div>
    <${Section} title="What was compared"><${Facts} of=${c.compared} /></${Section}>
  `}</${Loaded}>`;
}
