/** `<necker-composer>`: where one writes, a question or a text to check.  What is typed is kept until the server has taken it. */

import { announce, emit, listen } from './bus.js';
import { active, button, fill, form, h, icon } from './dom.js';
import { pickers } from './files.js';
import { held, hold } from './prefs.js';
import { t } from './strings.js';

const LONG = 240; // characters; a text pasted into an empty field that is longer is taken for one to check

export class NeckerComposer extends HTMLElement {
  mode = held('mode') || 'ask';
  running = false;
  incognito = false;
  media = {};
  field = h('textarea', { id: 'question', rows: 1, autocomplete: 'off', value: held('draft') });
  label = h('label.hide', { for: 'question' });
  hint = h('span.hint');
  sender = h('div.sender');

  connectedCallback() {
    this.field.oninput = () => this.typed();
    this.field.onkeydown = (event) => this.pressed(event);
    this.field.onpaste = (event) => this.pasted(event);
    listen('language', () => this.draw());
    listen('running', (running) => {
      this.running = running;
      this.drawSend();
    });
    listen('status', ({ media }) => {
      if (media.draw === this.media.draw && media.say === this.media.say) return;
      this.media = media;
      this.draw();
    });
    listen('hidden', (on) => {
      this.incognito = on;
      const box = this.querySelector('[role=switch]');
      if (box) box.checked = on;
    });
    listen('taken', (text) => this.taken(text));
    listen('fill', ({ text, mode }) => {
      this.field.value = text;
      this.typed();
      this.turn(mode);
      this.field.focus();
    });
  }

  draw() {
    const focus = active() === this.field;
    const modes = ['ask', 'check', this.media.draw && 'draw', this.media.say && 'say'].filter(Boolean);
    if (!modes.includes(this.mode)) this.mode = 'ask';
    const radios = modes.map((mode) => h('label', h('input', { type: 'radio', name: 'mode', value: mode, on: { change: () => this.turn(mode) } }), h('span', t(`mode_${mode}`))));
    const hidden = h('input', { type: 'checkbox', role: 'switch', checked: this.incognito, on: { change: () => emit('incognito', hidden.checked) } });
    const row = h('div.row', pickers('bare'), h('label.switch', { title: t('incognito_why') }, hidden, icon('mask'), h('span', t('incognito'))), this.hint, this.sender);
    fill(this, form('form', () => this.send(), h('fieldset.modes', h('legend.hide', t('what_to_do')), radios), this.label, this.field, row));
    this.turn(this.mode);
    if (focus) this.field.focus();
  }

  drawSend() {
    const inside = this.sender.contains(active());
    const stop = button({ icon: 'stop', text: t('stop'), class: 'stop', on: () => emit('stop') });
    fill(this.sender, this.running ? stop : button({ icon: 'send', text: t(`mode_${this.mode}`), class: 'main', type: 'submit' }));
    if (inside) this.sender.firstChild.focus();
  }

  turn(mode) {
    this.mode = mode;
    hold('mode', mode);
    for (const radio of this.querySelectorAll('[name=mode]')) radio.checked = radio.value === mode;
    this.label.textContent = this.field.placeholder = t(`place_${mode}`);
    this.hint.textContent = t(mode === 'check' ? 'hint_check' : 'hint_ask');
    this.grow();
    this.drawSend();
  }

  typed() {
    hold('draft', this.field.value);
    this.grow();
  }

  /** As high as what is in it, up to what CSS allows. */
  grow() {
    this.field.style.height = 'auto';
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  pressed(event) {
    // a text to check has lines of its own
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey || (this.mode === 'check' && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    this.send();
  }

  pasted(event) {
    const text = event.clipboardData.getData('text/plain').trim();
    if (this.mode !== 'ask' || this.field.value.trim() || (text.length < LONG && !text.includes('\n'))) return;
    this.turn('check');
    announce(t('pasted'));
  }

  send() {
    const text = this.field.value.trim();
    if (!text || this.running) this.field.focus();
    else emit('say', { text, mode: this.mode });
  }

  /** The server has it: if nothing else was typed meanwhile, the field is empty again. */
  taken(text) {
    if (this.field.value.trim() !== text) return;
    this.field.value = '';
    this.typed();
    this.turn('ask');
  }
}

customElements.define('necker-composer', NeckerComposer);
