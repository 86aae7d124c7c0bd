import { h, isSeen, onChange, setState, setText } from '../dom.js';
import { formatNumber, formatTime, t } from '../i18n.js';
import { createSender } from '../throttle.js';

const SUBJECTS = ['nothing', 'token', 'phone', 'replay'];

// Name, least, most, step, and what one unit is shown as: [factor, digits, unit].
const SLIDERS = [
  ['distanceMm', 20, 200, 1, [1, 0, 'mm']],
  ['rotation', -180, 180, 1, [1, 0, 'degrees']],
  ['tiltX', -60, 60, 1, [1, 0, 'degrees']],
  ['tiltY', -60, 60, 1, [1, 0, 'degrees']],
  ['blur', 0, 12, 0.1, [1, 1, 'pixels']],
  ['noise', 0, 1, 0.01, [100, 0, 'percent']],
  ['light', 0, 2, 0.05, [100, 0, 'percent']],
  ['glare', 0, 1.2, 0.05, [100, 0, 'percent']],
];
const USUAL = { distanceMm: 38, tiltX: 8, tiltY: -6, rotation: 4, blur: 0.5, noise: 0.2, light: 0.25, glare: 0 };
const BETWEEN_PUTS_MS = 150;
const BETWEEN_PICTURES_MS = 250;
const OWN_MS = 1500;

/** The ATM's camera: what it sees, its last full frame, and how something is held before it. */
export function create(body, { api, head }) {
  const send = createSender(BETWEEN_PUTS_MS, values => api.put('/camera', values));
  const mode = h('span', { class: 'mark', test: 'camera-mode' });
  const stamp = h('span', { class: 'camera__stamp mono' });
  const picture = h('img', { class: 'camera__picture', width: 320, height: 180, test: 'camera-live' });
  const shot = h('img', { class: 'camera__shot', width: 160, height: 90, test: 'camera-shot' });
  const shotBox = h('a', { class: 'camera__shotbox', target: '_blank', rel: 'noopener', hint: 'camera.shot-open' }, shot, h('span', { t: 'camera.shot' }));
  const live = createPicture(picture, () => api.url('/camera/live.png'));
  const usual = h('button', { class: 'button button--quiet', type: 'button', t: 'camera.usual', test: 'camera-usual', onclick: () => send(USUAL) });
  const subject = createSubject(value => send({ subject: value }));
  const sliders = SLIDERS.map(slider => createSlider(slider, send));

  head.append(usual, mode);
  body.append(
    h('div', { class: 'camera__live' }, picture, stamp, shotBox),
    subject.element,
    h('div', { class: 'camera__sliders' }, sliders.map(slider => slider.element)));

  const drawShot = onChange(({ address }) => {
    shotBox.hidden = address === null;
    if (address !== null) {
      shotBox.href = shot.src = address;
      shot.alt = t('camera.shot-alt');
    }
  });

  let beginnings = 0;
  return {
    begin() {
      beginnings++;
      live.forget();
    },
    show(state) {
      const { camera, token, phone, clock } = state;
      const isCapture = camera.mode === 'capture';
      mode.className = isCapture ? 'mark mark--bad' : 'mark';
      setText(mode, t(`camera.mode-${camera.mode}`));
      setText(stamp, `${formatTime(clock.utc)} ${t(isCapture ? 'camera.stamp-capture' : 'camera.stamp-live')}`);
      picture.alt = t('camera.live-alt', { subject: t(`camera.subject-${camera.subject}`) });
      live.show(JSON.stringify([state.id, camera, camera.subject === 'token' && token.display, camera.subject === 'phone' && phone]));
      drawShot({ address: camera.shots > 0 ? api.url(`/camera/shot.png?n=${beginnings}.${camera.shots}`) : null });
      subject.show(camera);
      sliders.forEach(slider => slider.show(camera));
    },
  };
}

/** A picture that is fetched again when what it shows is another: only while it is seen, one at a time, a few times a second at most. */
function createPicture(image, address) {
  let shown;
  let wanted;
  let number = 0;
  let isBusy = false;

  async function refresh() {
    isBusy = true;
    while (wanted !== shown && isSeen(image)) {
      shown = wanted;
      image.src = `${address()}?n=${number++}`;
      await Promise.all([image.decode().catch(() => {}), new Promise(done => setTimeout(done, BETWEEN_PICTURES_MS))]);
    }

    isBusy = false;
  }

  return {
    forget() {
      shown = undefined;
    },
    show(what) {
      wanted = what;
      if (!isBusy && wanted !== shown && isSeen(image)) {
        refresh();
      }
    },
  };
}

function createSubject(choose) {
  const radios = SUBJECTS.map(name => h('input', { type: 'radio', name: 'camera-subject', value: name, test: `camera-subject-${name}`, onchange: () => choose(name) }));
  const element = h('fieldset', { class: 'choice', control: 'camera.subject' },
    h('legend', { class: 'soft small', t: 'camera.subject' }),
    h('div', { class: 'choice__all' }, radios.map((radio, index) => h('label', { class: 'choice__one' }, radio, h('span', { t: `camera.subject-${SUBJECTS[index]}` })))));
  return {
    element,
    show(camera) {
      for (const radio of radios) {
        radio.checked = radio.value === camera.subject;
      }
    },
  };
}

function createSlider([name, least, most, step, [factor, digits, unit]], send) {
  const id = `camera-${name}`;
  const output = h('output', { for: id, class: 'number' });
  const input = h('input', { type: 'range', id, min: least, max: most, step, test: id, oninput: () => {
    touchedAt = performance.now();
    say();
    send({ [name]: Number(input.value) });
  } });
  let touchedAt = -OWN_MS;
  const say = () => {
    const words = t(`unit.${unit}`, { value: formatNumber(Number(input.value) * factor, digits) });
    setText(output, words);
    setState(input, 'aria-valuetext', words);
  };

  return {
    element: h('div', { class: 'slider' }, h('label', { for: id, t: `camera.${name}` }), output, input),
    show(camera) {
      // The hand on the slider knows better than an answer that is on its way.
      if (performance.now() - touchedAt > OWN_MS && Number(input.value) !== camera[name]) {
        input.value = camera[name];
      }

      say();
    },
  };
}
