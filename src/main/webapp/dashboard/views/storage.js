// What the repositories hold and cost, and how sizes and durations go.
import { Component, html } from '../html.js';
import { get } from '../api.js';
import { Chart, series } from '../chart.js';
import { Empty, Lamp, Loaded, Section, Table, Time, Trouble } from '../parts.js';
import { bytes, count, span } from '../words.js';

const seconds = (iso) => Math.round(new Date(iso).getTime() / 1000);

async function trends() {
  const [storage, history, backups, operations] = await Promise.all([
    get('/api/v1/storage'), get('/api/v1/storage/history'), get('/api/v1/backups?limit=500'), get('/api/v1/operations?limit=500'),
  ]);
  const held = new Map();
  for (const row of history) {
    const key = `${row.at} ${row.repository}`;
    held.set(key, { time: seconds(row.at), line: row.repository, value: (held.get(key)?.value ?? 0) + row.bytes });
  }
  return {
    storage,
    held: series([...held.values()]),
    sizes: series(backups.map((b) => ({ time: seconds(b.createdAt), line: b.target, value: b.storedBytes }))),
    durations: series(operations.filter((o) => o.kind === 'backup' && o.state === 'succeeded' && o.durationMillis != null)
      .map((o) => ({ time: seconds(o.startedAt), line: o.target, value: o.durationMillis }))),
  };
}

function Trend({ title, of, say, theme, empty }) {
  return of.times.length > 1
    ? html`<${Chart} title=${title} times=${of.times} lines=${of.lines} say=${say} theme=${theme} />`
    : html`<figure class="chart"><figcaption>${title}</figcaption><${Empty} title="Too little is known for a line">${empty}</${Empty}></figure>`;
}

export class StoragePage extends Component {
  render({ version, theme }) {
    return html`<${Loaded} from=${trends} version=${version}>${({ storage, held, sizes, durations }) => html`
      ${storage.repositories.map((each) => html`<${Section} key=${each.id} title=${`Repository ${each.id}`}
          note=${each.unreachable ? null : html`${bytes(each.bytes)} · ${money(each.perMonth, storage.currency)} a month · measured <${Time} at=${each.measuredAt} />`}>
        ${each.unreachable
          ? html`<${Trouble} problem=${{ title: 'It can\'t be measured', detail: each.unreachable, hint: 'See on the overview whether it can be reached.' }} />`
          : html`<${Table} caption=${`What ${each.id} holds`} rows=${each.rows} keyOf=${(r) => `${r.target} ${r.storageClass}`} columns=${[
            { name: 'Target', of: (r) => r.target },
            { name: 'Class', of: (r) => html`<span class="small">${r.storageClass}</span>` },
            { name: 'Objects', numeric: true, of: (r) => count(r.objects) },
            { name: 'Size', numeric: true, of: (r) => bytes(r.bytes) },
            { name: 'Share', numeric: true, of: (r) => `${(r.share * 100).toFixed(1)} %` },
            { name: 'Growth a day', numeric: true, of: (r) => (r.growthPerDay == null ? '–' : bytes(r.growthPerDay)) },
            { name: 'A month', numeric: true, of: (r) => (r.perMonth == null ? html`<${Lamp} tone="idle">no price</${Lamp}>` : money(r.perMonth, storage.currency)) },
          ]} empty=${html`<${Empty} title="It is empty">The first backup fills it.</${Empty}>`} />`}
        ${each.notCounted && html`<p class="muted small more">Not counted: ${each.notCounted}.</p>`}
      </${Section}>`)}
      <${Section} title="Trends"><div class="charts">
        <${Trend} title="What the repositories hold" of=${held} say=${bytes} theme=${theme} empty="It is measured once a day; two days make a line." />
        <${Trend} title="Size of each backup, as stored" of=${sizes} say=${bytes} theme=${theme} empty="Two backups make a line." />
        <${Trend} title="How long each backup took" of=${durations} say=${span} theme=${theme} empty="Two backups make a line." />
      </div></${Section}>`}</${Loaded}>`;
  }
}

const money = (amount, currency) => `${Number(amount ?? 0).toFixed(2)} ${currency}`;
