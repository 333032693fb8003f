// The dashboard: who is signed in, which page is shown, and what the service tells.
import { Refusal, get, post, session, signIn, signOut, signedInAs, whenSignedOut } from './api.js';
import { Component, html, render } from './html.js';
import { Dialog, Trouble } from './parts.js';
import { exact } from './words.js';
import { AlertPage, AlertsPage } from './views/alerts.js';
import { AuditPage } from './views/audit.js';
import { BackupPage, BackupsPage } from './views/backups.js';
import { OperationsPage } from './views/operations.js';
import { Overview, judge } from './views/overview.js';
import { RecoverPage } from './views/recover.js';
import { RecoveryPage } from './views/recovery.js';
import { SchedulesPage } from './views/schedules.js';
import { StoragePage } from './views/storage.js';
import { TestPage, TestsPage } from './views/tests.js';
import { question } from './wishes.js';

const REFRESH = 30_000;
const A_MOMENT = 800;

const PAGES = [
  ['', 'Overview'], ['operations', 'Operations'], ['backups', 'Backups'], ['tests', 'Tests'], ['alerts', 'Alerts'],
  ['recover', 'Recover'], ['storage', 'Storage'], ['schedules', 'Schedules'], ['audit', 'Audit'],
];

function place() {
  const [page = '', id] = location.hash.replace(/^#\/?/, '').split('/');
  try {
    return { page, id: id && decodeURIComponent(id) };
  } catch {
    return { page: 'unknown' };
  }
}

class App extends Component {
  constructor() {
    super();
    this.state = {
      signedIn: null, place: place(), data: null, problem: null, running: [], live: false, version: 0, changes: 0, wish: null, said: null,
      theme: document.documentElement.dataset.theme ?? 'system',
    };
  }

  componentDidMount() {
    whenSignedOut(() => this.left('The session has ended. Sign in again.'));
    addEventListener('hashchange', () => this.setState({ place: place() }, () => document.querySelector('h1')?.focus()));
    document.addEventListener('visibilitychange', () => this.turn());
    this.ask();
  }

  /** On a telephone the pages' names are in a row that is wider than it. */
  componentDidUpdate(props, before) {
    if (before.place.page !== this.state.place.page || before.signedIn !== this.state.signedIn) {
      document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  async ask() {
    try {
      if (await session()) {
        this.enter();
      } else {
        this.setState({ signedIn: false });
      }
    } catch (problem) {
      this.setState({ problem });
      setTimeout(() => this.ask(), 5000);
    }
  }

  enter() {
    this.isIn = true;
    this.setState({ signedIn: true, problem: null, said: null });
    this.refresh();
    this.listen();
    this.timer = setInterval(() => !document.hidden && this.refresh(), REFRESH);
  }

  /** A page that nobody looks at asks for nothing: browsers open only six connections for all of a service's pages. */
  turn() {
    if (document.hidden) {
      this.events?.close();
      this.setState({ live: false });
    } else if (this.isIn) {
      this.refresh();
      this.listen();
    }
  }

  left(words) {
    this.isIn = false;
    clearInterval(this.timer);
    clearTimeout(this.again);
    this.events?.close();
    this.setState({ signedIn: false, data: null, running: [], live: false, wish: null, said: { text: words, at: Date.now() } });
  }

  async refresh() {
    if (!this.isIn) {
      return;
    }
    try {
      const data = await get('/api/admin/backup-system?action=dashboard');
      this.setState((before) => ({
        data, problem: null, version: before.version + 1, running: before.live ? before.running : data.running,
      }));
    } catch (problem) {
      if (this.isIn) {
        this.setState({ problem });
      }
    }
  }

  /** Something has happened, so that what costs more to ask for is asked for anew, too. */
  changed() {
    this.setState((before) => ({ changes: before.changes + 1 }));
    this.refresh();
  }

  /** The service tells what runs; what has ended since is asked for. */
  listen() {
    this.events?.close();
    this.events = new EventSource('/api/v1/events');
    this.events.addEventListener('running', (event) => {
      const running = JSON.parse(event.data);
      const ids = (operations) => operations.map((o) => o.id).sort().join();
      const changed = ids(running) !== ids(this.state.running);
      this.setState({ running, live: true });
      if (changed) {
        clearTimeout(this.soon);
        this.soon = setTimeout(() => this.changed(), A_MOMENT);
      }
    });
    this.events.onerror = () => {
      this.setState({ live: false });
      if (this.events.readyState === EventSource.CLOSED && this.isIn) {
        this.again = setTimeout(() => this.isIn && this.listen(), 15_000);
      }
    };
  }

  chooseTheme() {
    const theme = { system: 'light', light: 'dark', dark: 'system' }[this.state.theme];
    if (theme === 'system') {
      localStorage.removeItem('zencap-theme');
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem('zencap-theme', theme);
      document.documentElement.dataset.theme = theme;
    }
    this.setState({ theme });
  }

  /** Something is to be done to a target, a backup or an alert: it is asked first. */
  wish(what, of) {
    this.setState({ wish: { ...question(what, of), busy: false, problem: null } });
  }

  async fulfil(form) {
    const { wish } = this.state;
    this.setState({ wish: { ...wish, busy: true, problem: null } });
    try {
      const { path, body } = wish.call(form);
      await post(path, body);
      this.setState({ wish: null, said: { text: wish.done, at: Date.now() } });
      this.changed();
    } catch (problem) {
      this.setState((now) => (now.wish ? { wish: { ...now.wish, busy: false, problem } } : {}));
    }
  }

  async leave() {
    try {
      await signOut();
      this.left('You are signed out.');
    } catch (problem) {
      this.setState({ problem });
    }
  }

  page() {
    const { place: { page, id }, data, running, version, changes, theme } = this.state;
    const ask = (what, of) => this.wish(what, of);
    switch (page) {
      case '': return data ? html`<${Overview} data=${data} running=${running} ask=${ask} act=${ask} />` : html`<p class="muted loading">Loading …</p>`;
      case 'operations': return html`<${OperationsPage} version=${version} running=${running} />`;
      case 'backups': return id ? html`<${BackupPage} id=${id} version=${changes} ask=${ask} />` : html`<${BackupsPage} version=${version} />`;
      case 'tests': return id ? html`<${TestPage} id=${id} version=${changes} />` : html`<${TestsPage} version=${version} ask=${ask} />`;
      case 'alerts': return id ? html`<${AlertPage} id=${id} version=${version} act=${ask} />` : html`<${AlertsPage} version=${version} act=${ask} />`;
      case 'recover': return id ? html`<${RecoveryPage} key=${id} id=${id} version=${version} running=${running} />` : html`<${RecoverPage} version=${version} running=${running} data=${data} />`;
      case 'storage': return html`<${StoragePage} version=${changes} theme=${theme} />`;
      case 'schedules': return html`<${SchedulesPage} version=${version} />`;
      case 'audit': return html`<${AuditPage} version=${changes} />`;
      default: return html`<${Trouble} tone="warn" problem=${{ title: 'There is no such page', detail: 'The address may be old.', hint: 'Use the links above.' }} />`;
    }
  }

  render(props, { signedIn, place: { page, id }, data, problem, live, theme, wish, said, running }) {
    if (signedIn === null) {
      return html`<main class="boot"><h1 class="quiet">ZenCap Backup</h1>${problem && html`<${Trouble} problem=${problem} />`}</main>`;
    }
    if (!signedIn) {
      document.title = 'Sign in · ZenCap Backup';
      return html`<${SignIn} said=${said} onEnter=${() => this.enter()} />`;
    }
    const name = PAGES.find(([path]) => path === page)?.[1] ?? 'Not found';
    const open = data?.alerts.filter((a) => a.level !== 'info').length ?? 0;
    const tone = data ? judge(data).tone : 'idle';
    document.title = `${tone === 'bad' ? '(!) ' : ''}${name} · ZenCap Backup`;
    return html`
      <a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); document.querySelector('h1').focus(); }}>Skip to the content</a>
      <header class="top">
        <a class="brand" href="#/"><span class=${`brand-mark ${tone}`} aria-hidden="true"></span>ZenCap Backup</a>
        <nav aria-label="Pages"><ul>${PAGES.map(([path, title]) => html`<li key=${path}>
          <a href=${`#/${path}`} aria-current=${path === page ? 'page' : undefined}>${title}${
            path === 'alerts' && open > 0 && html` <span class=${`badge ${tone}`}>${open}<span class="sr"> open</span></span>`}${
            path === 'operations' && running.length > 0 && html` <span class="badge busy">${running.length}<span class="sr"> running</span></span>`}</a></li>`)}</ul></nav>
        <div class="top-end">
          <span class=${`live ${live ? 'on' : ''}`} title=${live ? 'The service tells what runs as it happens' : 'Asked for anew every half minute'}>${live ? 'Live' : 'Every 30 s'}</span>
          <button type="button" class="plain-button" onClick=${() => this.chooseTheme()} aria-label=${`Theme: ${theme}. Change it`}>${{ system: '◐', light: '☀', dark: '☾' }[theme]}</button>
          <button type="button" class="plain-button" onClick=${() => this.leave()}>Sign out</button>
        </div>
      </header>
      <main id="main">
        <h1 tabIndex="-1" class="sr">${id ? `${name}: ${id}` : name}</h1>
        ${id && html`<p class="back"><a href=${`#/${page}`}>← ${name}</a></p>`}
        ${problem && html`<${Trouble} problem=${data ? { ...problem, title: problem.message, detail: problem.detail, hint: `${problem.hint} What is shown is of ${exact(data.at)}.` } : { title: problem.message, detail: problem.detail, hint: problem.hint }} />`}
        ${this.page()}
      </main>
      <footer class="foot muted small">${data && `ZenCap Backup ${data.version}`}${signedInAs().role === 'admin' && html` · <a href="/hawtio/">Routes in Hawtio</a>`} · Signed in with the key ${signedInAs().name}, role ${signedInAs().role}</footer>
      <div role="status">${said && html`<p key=${said.at} class="said">${said.text}</p>`}</div>
      ${wish && html`<${Dialog} title=${wish.title} confirm=${wish.confirm} danger=${wish.danger} busy=${wish.busy}
          onCancel=${() => this.setState({ wish: null })} onConfirm=${(form) => this.fulfil(form)}>
        ${wish.text.map((line) => html`<p>${line}</p>`)}
        ${wish.choice && html`<label>${wish.choice.label} <select name=${wish.choice.name}>${wish.choice.options.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select></label>`}
        ${wish.problem && html`<${Trouble} problem=${{ title: wish.problem.message, detail: wish.problem.detail, hint: wish.problem.hint }} />`}
      </${Dialog}>`}`;
  }
}

class SignIn extends Component {
  constructor() {
    super();
    this.state = { busy: false, problem: null };
  }

  async submit(event) {
    event.preventDefault();
    const field = event.target.elements.key;
    this.setState({ busy: true, problem: null });
    try {
      await signIn(field.value);
      field.value = '';
      this.props.onEnter();
    } catch (problem) {
      field.select();
      this.setState({ busy: false, problem: problem instanceof Refusal ? problem : new Refusal(0) });
    }
  }

  render({ said }, { busy, problem }) {
    return html`<main class="sign-in"><form class="card" onSubmit=${(e) => this.submit(e)}>
      <h1>ZenCap Backup</h1>
      ${said && html`<p role="status">${said.text}</p>`}
      <input class="sr" type="text" name="user" value="admin" autocomplete="username" tabIndex="-1" aria-hidden="true" readOnly />
      <label for="key">Key</label>
      <input id="key" name="key" type="password" autocomplete="current-password" required autofocus aria-describedby="key-help" />
      <p id="key-help" class="muted small">Your own, as <code>./zencap api-key create</code> has shown it, or the value of <code>ADMIN_API_KEY</code>. The page sends it once, and keeps it nowhere.</p>
      ${problem && html`<${Trouble} problem=${{ title: problem.message, detail: problem.detail, hint: problem.hint }} />`}
      <button class="primary" type="submit" disabled=${busy}>${busy ? 'One moment …' : 'Sign in'}</button>
    </form></main>`;
  }
}

const root = document.getElementById('app');
root.replaceChildren();
render(html`<${App} />`, root);
