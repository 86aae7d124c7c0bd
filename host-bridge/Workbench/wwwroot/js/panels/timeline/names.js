import { currentLanguage, hasText, namesIn, t, word } from '../../i18n.js';

const STATUS = /^([0-9A-F]{4}|[0-9]{3}) (.+)$/;

/** What an event is called in the visitor's language; what has no words of its own keeps the name that docs/WORKBENCH.md gives it. */
export function nameOf(one) {
  switch (one.kind) {
    case 'ledger': return word('posting-kind', one.name);
    case 'audit': return word('audit', one.name);
    case 'attack': return attackOf(one);
    case 'story': return storyOf(one.name);
    case 'http': return one.from === 'bank' ? wordsOf(one.name) : one.name;
    default: return wordsOf(one.name);
  }
}

/** The same for what else it says; records and addresses stay as they are. */
export function detailOf(one) {
  return ['audit', 'ledger', 'display'].includes(one.kind) || (one.kind === 'http' && one.from === 'bank') ? one.detail : one.detail.replace(phrases(), phrase => word('phrase', phrase));
}

function attackOf(one) {
  const [id, refusal] = one.name.split(': ');
  return refusal === undefined ? word('attack', id) : `${word('attack', id)}: ${t('attacks.refused', { who: word('party', one.from) })}`;
}

function storyOf(name) {
  const [what, id] = name.split(' ');
  const steps = ['withdrawal', 'purchase', 'transfer', 'paymentcode'].map(story => `step.${story}.${id}`);
  const key = [`story.${id}`, ...steps].find(hasText);
  return `${word('event', what)} ${key === undefined ? id : t(key)}`;
}

// A status and its words; else the longest beginning that has words, and those of the rest: KEY ENTER, RESULT paid, READ PAGE 3.
function wordsOf(name) {
  const status = STATUS.exec(name);
  if (status !== null) {
    return currentLanguage() === 'en' ? name : `${status[1]} ${answerOf(status[2])}`;
  }

  const words = name.split(' ');
  for (let count = words.length; count > 0; count--) {
    const [head, rest] = [words.slice(0, count).join(' '), words.slice(count).join(' ')];
    if (hasText(`event.${head}`)) {
      return rest === '' ? word('event', head) : `${word('event', head)} ${word('event', rest)}`;
    }
  }

  return name;
}

// A status word's meaning, a problem's name, or a verdict and its reason.
function answerOf(text) {
  const known = one => ['event', 'reason', 'problem'].map(group => word(group, one)).find(words => words !== one);
  return known(text) ?? text.split(' ').map(one => known(one) ?? one).join(' ');
}

// Their names are the same in every language. The longest first: "bytes of information" before "bytes".
let known = null;
function phrases() {
  known ??= new RegExp(namesIn('phrase').toSorted((one, other) => other.length - one.length).map(text => `(?<![A-Za-z])${text.replace(/[()]/g, '\\$&')}(?![A-Za-z])`).join('|'), 'g');
  return known;
}
