import { h, setState, setText } from '../../dom.js';
import { formatNumber, t } from '../../i18n.js';

/** Parts of a panel, one of which is seen: `{ name: { element, count? } }`. Arrows go from tab to tab. */
export function createTabs(panel, parts) {
  const names = Object.keys(parts);
  let current = names[0];
  const tabs = names.map(name => h('button', {
    class: 'tab', type: 'button', role: 'tab', id: `${panel}-tab-${name}`, 'aria-controls': `${panel}-part-${name}`, test: `${panel}-tab-${name}`, onclick: () => choose(name),
  }));
  const sheets = names.map(name => h('div', { role: 'tabpanel', id: `${panel}-part-${name}`, 'aria-labelledby': `${panel}-tab-${name}`, class: 'tab__sheet' }, parts[name].element));
  const list = h('div', { class: 'tabs', role: 'tablist', label: `${panel}.tabs`, onkeydown: event => {
    const at = names.indexOf(current);
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1 + names.length, Home: 0, End: names.length - 1 }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      choose(names[target % names.length]);
      tabs[target % names.length].focus();
    }
  } }, tabs);

  function choose(name) {
    current = name;
    names.forEach((one, at) => {
      setState(tabs[at], 'aria-selected', one === name);
      setState(tabs[at], 'tabindex', one === name ? 0 : -1);
      sheets[at].hidden = one !== name;
    });
  }

  choose(current);
  return {
    element: h('div', {}, list, sheets),
    show() {
      names.forEach((name, at) => {
        const count = parts[name].count;
        setText(tabs[at], count === undefined ? t(`${panel}.${name}`) : `${t(`${panel}.${name}`)} ${formatNumber(count)}`);
      });
    },
  };
}
