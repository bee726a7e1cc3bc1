/**
 * Pictures and sounds.  They are fetched with the key and shown without an address of their own, a picture on a canvas, a sound by Web
 * Audio, so that the page needs no leave to load anything.  What a model made is always marked as such.
 */

import { call } from './api.js';
import { button, h, icon, keep } from './dom.js';
import { t } from './strings.js';

const RATE = 16000; // Hz, of what the model hears
const LONGEST = 60; // seconds that are sent

export async function picture(blob, label) {
  const bitmap = await createImageBitmap(blob);
  const canvas = h('canvas', { width: bitmap.width, height: bitmap.height, role: 'img', 'aria-label': label });
  canvas.classList.toggle('tiny', bitmap.width < 128); // shown as the squares it is made of
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  return canvas;
}

/** A button that plays and stops, and how far it is. */
export async function sound(blob, label) {
  const context = new AudioContext();
  const buffer = await context.decodeAudioData(await blob.arrayBuffer());
  let source = null;
  const bar = h('progress', { max: buffer.duration, value: 0, 'aria-label': label });
  const show = (picture, text) => play.replaceChildren(icon(picture), h('span', t(text)));
  const start = async () => {
    await context.resume();
    source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.onended = () => ((source = null), show('play', 'play'));
    const began = context.currentTime;
    source.start();
    show('stop', 'stop');
    const step = () => {
      bar.value = source ? context.currentTime - began : 0;
      if (source) requestAnimationFrame(step);
    };
    step();
  };
  const play = button({ icon: 'play', text: t('play'), on: () => (source ? source.stop() : start()) });
  return h('div.sound', play, bar, h('span', `${buffer.duration.toFixed(1)} s`));
}

/** Who made it. */
export const made = ({ model }) => [h('b.made', t('generated')), ' ', t('generated_by', { model: model || t('a_model') })];

/** A place for what is still to come. */
export function later(load) {
  const place = h('div');
  load().then((node) => place.append(node)).catch(() => place.append(t('no_picture')));
  return place;
}

/** A picture or sound of an entry, and whose it is: the user's (`given`) or a model's. */
export function figure(blob, entry) {
  const { given } = blob;
  const caption = h('figcaption', given ? t('given') : made(entry));
  const show = async () => {
    const data = (blob.data ??= await (await call(`/api/blobs/${encodeURIComponent(blob.id)}`)).blob());
    const node = await (data.type.startsWith('audio') ? sound : picture)(data, blob.label || entry.question);
    if (!given) caption.append(' ', button({ icon: 'down', text: t('save'), class: 'quiet', on: () => keep(data, `necker.${data.type.split('/')[1]}`) }));
    return node;
  };
  return h(given ? 'figure.given' : 'figure.model', later(show), caption);
}

/** Any sound the browser can read, as a WAV of one channel, 16 bits, 16 kHz. @param {Blob} file @returns {Promise<Blob>} */
export async function wav(file) {
  const whole = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await file.arrayBuffer());
  const mono = new OfflineAudioContext(1, Math.ceil(Math.min(whole.duration, LONGEST) * RATE) || 1, RATE);
  const source = mono.createBufferSource();
  source.buffer = whole;
  source.connect(mono.destination);
  source.start();
  const samples = Int16Array.from((await mono.startRendering()).getChannelData(0), (value) => Math.max(-1, Math.min(1, value)) * 32767);
  const size = samples.byteLength;
  // "RIFF", size, "WAVE", "fmt ", 16, PCM of one channel, rate, bytes a second, 2 bytes of 16 bits, "data", size
  const head = [0x46464952, 36 + size, 0x45564157, 0x20746d66, 16, 0x10001, RATE, RATE * 2, 0x100002, 0x61746164, size];
  return new Blob([new Uint32Array(head), samples], { type: 'audio/wav' });
}
