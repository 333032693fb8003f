// Pieces that several pages are made of.
import { Component, html } from './html.js';
import { lacking, signedInAs } from './api.js';
import { count, exact, relative } from './words.js';

/** A time as people say it; the exact one on hover and for screen readers. */
export function Time({ at, none = '–' }) {
  return at
    ? html`<time dateTime=${at} title=${exact(at)}>${relative(at)}</time>`
    : html`<span class="muted">${none}</span>`;
}

/** A state, in a colour and always in words, too. */
export function Lamp({ tone, children, title }) {
  return html`<span class=${`lamp ${tone}`} title=${title}><span class="dot" aria-hidden="true"></span>${children}</span>`;
}

export function Empty({ title, children }) {
  return html`<div class="empty"><p class="empty-title">${title}</p><p>${children}</p></div>`;
}

/** Why something is not offered, as a sentence; null when it is. */
export function reason(action) {
  const needed = lacking(action);
  return needed && `Needs the role ${needed}; your key has the role ${signedInAs().role}.`;
}

/** A button for what the service does by an action of its table; without the right it is there, does nothing, and says why. */
export function Act({ action, label, children, class: kind, onClick, type = 'button', disabled = false }) {
  const why = reason(action);
  return html`<button type=${type} class=${kind} disabled=${disabled || why !== null} title=${why ?? undefined}
    aria-label=${why === null ? label : `${label ?? children} (${why})`} onClick=${onClick}>${children}</button>`;
}

/** What went wrong, why, and what to do. */
export function Trouble({ problem, tone = 'bad' }) {
  return html`<div class=${`trouble ${tone}`} role="alert">
    <p class="trouble-title">${problem.title ?? problem.message}</p>
    ${problem.detail && html`<p>${problem.detail}</p>`}
    ${problem.hint && html`<p class="hint"><span class="tag">What to do</span> ${problem.hint}</p>`}
  </div>`;
}

/**
 * A table that becomes a list of cards where there is no width; the roles say what it is to screen readers there, too.
 *
 * columns: [{name, of: row => content, numeric, wide}]
 */
export function Table({ caption, columns, rows, keyOf, empty }) {
  if (rows.length === 0) {
    return empty ?? null;
  }
  return html`<table class="cards" role="table" aria-label=${caption}>
    <thead role="rowgroup"><tr role="row">
      ${columns.map((c) => html`<th role="columnheader" scope="col" class=${c.numeric ? 'numeric' : ''}>${c.name || html`<span class="sr">Actions</span>`}</th>`)}
    </tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<tr role="row" key=${keyOf(row)}>
      ${columns.map((c) => html`<td role="cell" data-label=${c.name} class=${`${c.numeric ? 'numeric' : ''} ${c.wide ? 'wide' : ''}`}><span class="cell">${c.of(row)}</span></td>`)}
    </tr>`)}</tbody>
  </table>`;
}

export function Section({ title, note, action, children }) {
  return html`<section class="card" aria-label=${title}>
    <header class="card-head"><h2>${title}</h2>${note && html`<span class="muted">${note}</span>`}${action}</header>
    ${children}
  </section>`;
}

/** Goes on reading at the first heading of what is shown now. */
export function focusHeading(element) {
  const heading = element.querySelector('h2');
  if (heading) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

/** Asks before something is done. The browser keeps the focus inside, and gives it back. */
export class Dialog extends Component {
  componentDidMount() {
    this.element.showModal();
  }

  componentWillUnmount() {
    this.element.close();
  }

  render({ title, children, confirm, busy, danger, onConfirm, onCancel }) {
    const cancel = (event) => { event.preventDefault(); onCancel(); };
    const submit = (event) => { event.preventDefault(); onConfirm(new FormData(event.target)); };
    return html`<dialog ref=${(e) => { this.element = e; }} aria-labelledby="dialog-title" onCancel=${cancel}>
      <form method="dialog" onSubmit=${submit}>
        <h2 id="dialog-title">${title}</h2>
        <div class="dialog-body">${children}</div>
        <footer class="buttons">
          <button type="button" onClick=${cancel}>Cancel</button>
          <button type="submit" class=${danger ? 'danger' : 'primary'} disabled=${busy}>${busy ? 'One moment …' : confirm}</button>
        </footer>
      </form>
    </dialog>`;
  }
}

/** Loads what a page shows, again whenever the service tells that something has changed. */
export class Loaded extends Component {
  constructor() {
    super();
    this.state = { data: null, problem: null };
  }

  componentDidMount() {
    this.load();
  }

  componentDidUpdate(before) {
    if (before.version !== this.props.version || before.of !== this.props.of) {
      this.load();
    }
  }

  componentWillUnmount() {
    this.gone = true;
  }

  async load() {
    const asked = this.props.of;
    try {
      const data = await this.props.from();
      if (!this.gone && asked === this.props.of) {
        this.setState({ data, problem: null });
      }
    } catch (problem) {
      if (!this.gone) {
        this.setState({ problem });
      }
    }
  }

  render({ children }, { data, problem }) {
    return html`<div aria-busy=${data == null && problem == null}>
      ${problem && html`<${Trouble} problem=${problem} />`}
      ${data != null ? children(data) : !problem && html`<p class="muted loading">Loading …</p>`}
    </div>`;
  }
}

const spaced = (name) => name.replace(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);

/** A value of any shape, as a list of names and values; for reports whose parts are not all known here. */
export function Facts({ of, depth = 0 }) {
  if (of == null || of === undefined || of === '') {
    return html`<span class="muted">–</span>`;
  }
  if (typeof of !== 'object') {
    return typeof of === 'boolean' ? (of ? 'yes' : 'no') : typeof of === 'number' ? count(of) : String(of);
  }
  const entries = Object.entries(of);
  if (entries.length === 0) {
    return html`<span class="muted">none</span>`;
  }
  if (depth > 3) {
    return html`<code>${JSON.stringify(of)}</code>`;
  }
  if (Array.isArray(of)) {
    return html`<ul class="plain">${of.slice(0, 100).map((each) => html`<li><${Facts} of=${each} depth=${depth + 1} /></li>`)}
      ${of.length > 100 && html`<li class="muted">and ${of.length - 100} more</li>`}</ul>`;
  }
  return html`<dl class="facts">${entries.map(([name, value]) => html`<div><dt>${spaced(name)}</dt>
    <dd><${Facts} of=${value} depth=${depth + 1} /></dd></div>`)}</dl>`;
}
